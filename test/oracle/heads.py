"""Golden outputs and gradients of the heads: PyTorch's own modules in float64, in training mode.

python3 test/oracle/heads.py     (made with torch 2.15.0, NumPy 2.4.6)

Weights and inputs are computed, not stored: uniform float32 numbers drawn by mulberry32. The gradients are those of
the outputs' sum, each output weighted by another number.
"""
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
ROOT = Path(__file__).resolve().parents[2]
WIDTH, PATCH = 6, 2


def drawn(seed, *shape):
    """Entry i of mulberry32(seed) depends on seed and i alone, so that all of them are computed at once."""
    state = (np.uint64(seed) + np.uint64(0x6D2B79F5) * np.arange(1, np.prod(shape) + 1, dtype=np.uint64)).astype(np.uint32)
    t = (state ^ (state >> 15)) * (1 | state)
    t = (t + (t ^ (t >> 7)) * (61 | t)) ^ t
    values = 2 * ((t ^ (t >> 14)) / 2**32) - 1
    return torch.from_numpy(values.astype(np.float32).astype(np.float64).reshape(shape))


def numbers(x):
    return [float(f'{value:.10g}') for value in x.detach().reshape(-1).tolist()]


def golden_of(forward, parameters, x):
    """`parameters`: (name, tensor) in the order of the heads' shapes; the i-th is drawn with the seed i + 1."""
    for i, (_, parameter) in enumerate(parameters):
        parameter.data = drawn(i + 1, *parameter.shape)
    x.requires_grad_()
    y = forward(x)
    (y * drawn(99, *y.shape)).sum().backward()
    gradients = {name: numbers(parameter.grad) for name, parameter in parameters}
    return {'output': numbers(y), 'input': numbers(x.grad), 'gradients': gradients}



def normed_head(name, widths, activations):
    """Linear layers without biases, each before batch normalisation, which has no affine part behind the last."""
    modules, parameters = [], []
    for i, (into, out) in enumerate(zip(widths, widths[1:])):
        last = i == len(activations)
        linear, norm = nn.Linear(into, out, bias=False), nn.BatchNorm1d(out, affine=not last)
        modules += [linear, norm] + ([] if last else [activations[i]])
        parameters.append((f'{name}.fc{i + 1}.weight', linear.weight))
        if not last:
            parameters += [(f'{name}.norm{i + 1}.{kind}', getattr(norm, kind)) for kind in ('weight', 'bias')]
    head = nn.Sequential(*modules).double()
    return golden_of(lambda x: torch.cat([head(view) for view in x.chunk(2)]), parameters, drawn(50, 10, widths[0]))


def prototype_head(learned):
    """DINO's: `norm_last_layer` fixes the lengths of the prototypes to 1, else they are learned."""
    mlp = nn.Sequential(nn.Linear(WIDTH, 8), nn.GELU(), nn.Linear(8, 8), nn.GELU(), nn.Linear(8, 5)).double()
    last = nn.utils.parametrizations.weight_norm(nn.Linear(5, 9, bias=False).double())
    lengths, directions = last.parametrizations.weight.original0, last.parametrizations.weight.original1
    lengths.data.fill_(1)
    parameters = [
        (f'prototype_head.fc{i // 2 + 1}.{"bias" if i % 2 else "weight"}', parameter)
        for i, parameter in enumerate(mlp.parameters())
    ] + [('prototype_head.prototypes.weight', directions)]
    parameters += [('prototype_head.prototypes.length', lengths)] if learned else []
    return golden_of(lambda x: last(F.normalize(mlp(x), dim=-1)), parameters, drawn(50, 2, 3, WIDTH))



def pixel_head(count):
    """The transposed convolution itself, with its output cut into patches: channel, row, column."""
    linears = [nn.Linear(WIDTH, WIDTH).double() for _ in range(count)]
    weight = nn.Parameter(torch.empty(3 * PATCH**2, WIDTH, dtype=torch.float64))
    bias = nn.Parameter(torch.empty(3 * PATCH**2, dtype=torch.float64))
    parameters = [
        (f'pixel_head.fc{i + 1}.{kind}', getattr(linear, kind))
        for i, linear in enumerate(linears)
        for kind in ('weight', 'bias')
    ] + [('pixel_head.pixels.weight', weight), ('pixel_head.pixels.bias', bias)]

    def forward(tokens):
        for linear in linears:
            tokens = F.gelu(linear(tokens))
        batch, count, width = tokens.shape
        grid = tokens.transpose(1, 2).reshape(batch, width, 2, count // 2)
        kernel = weight.T.reshape(width, 3, PATCH, PATCH)
        image = F.conv_transpose2d(grid, kernel, stride=PATCH)
        patches = image.unfold(2, PATCH, PATCH).unfold(3, PATCH, PATCH)
        return patches.permute(0, 2, 3, 1, 4, 5).reshape(batch, count, -1) + bias

    return golden_of(forward, parameters, drawn(50, 2, 4, WIDTH))


golden = {
    'script': hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
    'contrast': normed_head('contrast_head', [WIDTH, 8, 8, 4], [nn.ReLU(), nn.GELU()]),
    'contrastOfMoco': normed_head('contrast_head', [WIDTH, 8, 8, 4], [nn.ReLU(), nn.ReLU()]),
    'predictor': normed_head('predictor_head', [4, 8, 4], [nn.ReLU()]),
    'prototype': prototype_head(learned=False),
    'prototypeOfLength': prototype_head(learned=True),
    'pixel2': pixel_head(2),
    'pixel3': pixel_head(3),
}
(ROOT / 'fixtures/golden/heads.json').write_text(json.dumps(golden))
