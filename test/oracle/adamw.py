"""Golden weights after 20 steps of AdamW with clipping, decay groups, a frozen layer and a momentum teacher.

python3 test/oracle/adamw.py     (made with torch 2.15.0, NumPy 2.4.6)

torch.optim.AdamW in float64. Weights and gradients are computed, not stored: uniform float32 numbers drawn by
mulberry32. The gradients of odd steps are ten times longer, so that they are clipped.
"""
import hashlib
import json
from pathlib import Path

import numpy as np
import torch

torch.set_num_threads(1)
ROOT = Path(__file__).resolve().parents[2]
SHAPES = {'pos_embed': (1, 3, 4), 'blocks.0.mlp.fc1.weight': (5, 4), 'blocks.0.mlp.fc1.bias': (5,), 'prototypes': (3, 4)}


def drawn(seed, *shape):
    """Entry i of mulberry32(seed) depends on seed and i alone, so that all of them are computed at once."""
    state = (np.uint64(seed) + np.uint64(0x6D2B79F5) * np.arange(1, np.prod(shape) + 1, dtype=np.uint64)).astype(np.uint32)
    t = (state ^ (state >> 15)) * (1 | state)
    t = (t + (t ^ (t >> 7)) * (61 | t)) ^ t
    values = 2 * ((t ^ (t >> 14)) / 2**32) - 1
    return torch.from_numpy(values.astype(np.float32).astype(np.float64).reshape(shape))


def numbers(x):
    return [float(f'{value:.12g}') for value in x.detach().reshape(-1).tolist()]


def run(decay_all):
    weights = {name: torch.nn.Parameter(drawn(i + 1, *shape)) for i, (name, shape) in enumerate(SHAPES.items())}
    teacher = {name: weight.detach().clone() for name, weight in weights.items()}
    plain = [] if decay_all else [weights['blocks.0.mlp.fc1.bias']]
    decayed = [weight for weight in weights.values() if all(weight is not other for other in plain)]
    groups = [{'params': decayed}] + ([{'params': plain}] if plain else [])
    optimiser, norms = torch.optim.AdamW(groups), []
    for step in range(20):
        for group in optimiser.param_groups:
            group['lr'] = 0.01 * (1 + step % 3)
        optimiser.param_groups[0]['weight_decay'] = 0.1 + 0.02 * step
        if plain:
            optimiser.param_groups[1]['weight_decay'] = 0
        for i, (name, weight) in enumerate(weights.items()):
            gradient = drawn(100 * step + i, *weight.shape) * (1 + 9 * (step % 2))
            norm = gradient.norm().item()
            norms.append(norm)
            frozen = name == 'prototypes' and step < 5
            weight.grad = None if frozen else gradient * min(1, 3 / (norm + 1e-6))
        optimiser.step()
        momentum = 0.9 + 0.004 * step
        for name, weight in weights.items():
            teacher[name] = momentum * teacher[name] + (1 - momentum) * weight.detach()
    state = {name: optimiser.state[weight] for name, weight in weights.items()}
    return {
        'weights': {name: numbers(weight) for name, weight in weights.items()},
        'first': {name: numbers(state[name]['exp_avg']) for name in weights},
        'second': {name: numbers(state[name]['exp_avg_sq']) for name in weights},
        'updates': {name: int(state[name]['step']) for name in weights},
        'teacher': {name: numbers(weight) for name, weight in teacher.items()},
        'norms': numbers(torch.tensor(norms, dtype=torch.float64)),
    }


golden = {
    'script': hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
    'shapes': SHAPES,
    'matrices': run(decay_all=False),
    'all': run(decay_all=True),
}
(ROOT / 'fixtures/golden/adamw.json').write_text(json.dumps(golden))
