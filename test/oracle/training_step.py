"""Golden losses of 20 whole training steps of MMC, and the first step's gradients and weights: timm, float64 PyTorch.

python3 test/oracle/training_step.py [DUMP.npz]     (made with torch 2.15.0, timm 1.0.31, NumPy 2.4.6)

A vit_tiny at 32 px with patches of 8 px, six photos a batch, no drop path. Weights, views and masks are computed, not
stored: mulberry32 seeded with the FNV-1a of the tensor's name. Of each tensor the result holds three entries and its
product with a tensor of random signs, divided by the square root of its size, in which every entry takes part.
With DUMP.npz all gradients and weights of the first step are written there.
"""
import hashlib
import json
import math
import sys
from pathlib import Path

import numpy as np
import timm
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
ROOT = Path(__file__).resolve().parents[2]
PHOTOS, SIZE, PATCH, PROTOTYPES, STEPS, STEPS_PER_EPOCH = 6, 32, 8, 96, 20, 4
LEARNING_RATE, MOMENTUM, CLIP = 3e-5, 0.9, 0.5


def drawn(name, *shape):
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = (seed ^ byte) * 0x01000193 & 0xFFFFFFFF
    state = (np.uint64(seed) + np.uint64(0x6D2B79F5) * np.arange(1, math.prod(shape) + 1, dtype=np.uint64)).astype(np.uint32)
    t = (state ^ (state >> 15)) * (1 | state)
    t = (t + (t ^ (t >> 7)) * (61 | t)) ^ t
    return (2 * ((t ^ (t >> 14)) / 2**32) - 1).reshape(shape)


def rounded(values):
    return torch.from_numpy(values.astype(np.float32).astype(np.float64))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.vit = timm.create_model('vit_tiny_patch16_224', img_size=SIZE, patch_size=PATCH, num_classes=0)
        d = self.vit.embed_dim
        self.contrast_head = nn.ModuleDict({
            'fc1': nn.Linear(d, 48, bias=False), 'norm1': nn.BatchNorm1d(48),
            'fc2': nn.Linear(48, 48, bias=False), 'norm2': nn.BatchNorm1d(48),
            'fc3': nn.Linear(48, 24, bias=False),
        })
        self.last_norm = nn.BatchNorm1d(24, affine=False)
        self.prototype_head = nn.ModuleDict({
            'fc1': nn.Linear(d, 64), 'fc2': nn.Linear(64, 64), 'fc3': nn.Linear(64, 32),
            'prototypes': nn.Linear(32, PROTOTYPES, bias=False),
        })
        self.pixel_head = nn.ModuleDict({
            'fc1': nn.Linear(d, d), 'fc2': nn.Linear(d, d), 'pixels': nn.Linear(d, 3 * PATCH**2),
        })
        with torch.no_grad():
            for name, parameter in self.weights().items():
                values = drawn(name, *parameter.shape)
                if parameter.ndim > 1:
                    values = 0.02 * math.sqrt(3) * values
                elif name.endswith('.bias'):
                    values = 0.02 * values
                else:
                    values = 1 + 0.1 * values
                parameter.copy_(rounded(values))

    def weights(self):
        return {name.removeprefix('vit.'): parameter for name, parameter in self.named_parameters()}

    def tokens(self, images):
        x = self.vit.forward_features(images.permute(0, 3, 1, 2))
        return x[:, 0], x[:, 1:]

    def embed(self, cls):
        h = self.contrast_head
        x = F.relu(h['norm1'](h['fc1'](cls)))
        return F.normalize(self.last_norm(h['fc3'](F.gelu(h['norm2'](h['fc2'](x))))), dim=-1)

    def similarities(self, patches):
        h = self.prototype_head
        x = h['fc3'](F.gelu(h['fc2'](F.gelu(h['fc1'](patches)))))
        return F.normalize(x, dim=-1) @ F.normalize(h['prototypes'].weight, dim=-1).T

    def pixels(self, patches):
        """As an image, [B, S, S, 3]."""
        h = self.pixel_head
        x = h['pixels'](F.gelu(h['fc2'](F.gelu(h['fc1'](patches)))))
        side = SIZE // PATCH
        return x.reshape(-1, side, side, 3, PATCH, PATCH).permute(0, 1, 4, 2, 5, 3).reshape(-1, SIZE, SIZE, 3)


def cosine(start, end, step):
    return end + (start - end) * (1 + math.cos(math.pi * step / STEPS)) / 2


def batch(step):
    clean = rounded(drawn(f'clean {step}', 2 * PHOTOS, SIZE, SIZE, 3))
    mask = rounded((drawn(f'mask {step}', 2 * PHOTOS, SIZE, SIZE, 1) < 0).astype(np.float64))
    return clean, mask


student, teacher, centre = Network(), Network().requires_grad_(False), torch.zeros(PROTOTYPES)
weights, slow = student.weights(), teacher.weights()
groups = [[w for n, w in weights.items() if (w.ndim > 1 and not n.endswith('.bias')) == decays] for decays in (True, False)]
optimiser = torch.optim.AdamW([{'params': groups[0]}, {'params': groups[1], 'weight_decay': 0}])
steps, clipped = [], 0
for step in range(STEPS):
    clean, mask = batch(step)
    with torch.no_grad():
        cls, patches = teacher.tokens(clean)
        keys, logits = [teacher.embed(view) for view in cls.chunk(2)], teacher.similarities(patches)
        temperature = np.linspace(0.04, 0.07, 3)[min(step // STEPS_PER_EPOCH, 2)]
        targets = F.softmax((logits - centre) / temperature, dim=-1)
    cls, patches = student.tokens(clean * (1 - mask))
    queries = [student.embed(view) for view in cls.chunk(2)]
    labels = torch.arange(PHOTOS)
    contrast = 2 * 0.2 * sum(F.cross_entropy(queries[i] @ keys[1 - i].T / 0.2, labels) for i in (0, 1))
    distillation = -(targets * F.log_softmax(student.similarities(patches) / 0.1, dim=-1)).sum(-1).mean()
    corrupted = mask.bool().expand_as(clean)
    reconstruction = F.l1_loss(student.pixels(patches)[corrupted], clean[corrupted])
    steps.append([reconstruction.item(), distillation.item(), contrast.item()])

    optimiser.zero_grad()
    (reconstruction + distillation + contrast).backward()
    if step == 0:
        first = {f'gradient.{n}': w.grad.reshape(-1).numpy().copy() for n, w in weights.items()}
    for weight in weights.values():
        norm = weight.grad.norm().item()
        clipped += norm > CLIP
        weight.grad *= min(1, CLIP / (norm + 1e-6))
    optimiser.param_groups[0]['lr'] = optimiser.param_groups[1]['lr'] = cosine(LEARNING_RATE, 1e-6, step)
    optimiser.param_groups[0]['weight_decay'] = cosine(0.04, 0.4, step)
    optimiser.step()
    momentum = cosine(MOMENTUM, 1, step)
    with torch.no_grad():
        for name, weight in slow.items():
            weight.copy_(momentum * weight + (1 - momentum) * weights[name])
    centre = 0.9 * centre + 0.1 * logits.mean(dim=(0, 1))
    if step == 0:
        first |= {n: w.detach().reshape(-1).numpy().copy() for n, w in weights.items()}
        first |= {f'teacher.{n}': w.reshape(-1).numpy().copy() for n, w in slow.items() if not n.startswith('pixel_head')}
        first['centre'] = centre.numpy().copy()

print(f'{clipped} gradients of {STEPS * len(weights)} were clipped')
if len(sys.argv) > 1:
    np.savez(sys.argv[1], **first)


def summary(name, values):
    if name.endswith('qkv.bias'):  # The softmax does not depend on the keys' bias: its gradient is rounding noise.
        queries, _, values = np.split(values, 3)
        values = np.concatenate([queries, values])
    signs = np.where(drawn(f'signs {name}', values.size) < 0, -1, 1)
    entries = [values[i * values.size // 3] for i in range(3)]
    return [float(f'{value:.7g}') for value in [*entries, (values * signs).sum() / math.sqrt(values.size)]]


golden = {
    'script': hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
    'losses': [[float(f'{value:.8g}') for value in losses] for losses in steps],
    'largestGradients': {n: float(f'{np.abs(first[f"gradient.{n}"]).max():.4g}') for n in weights},
    'firstStep': {name: summary(name, values) for name, values in first.items()},
}
(ROOT / 'fixtures/golden/training_step.json').write_text(json.dumps(golden))
