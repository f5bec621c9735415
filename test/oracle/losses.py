"""Golden values of the losses, their gradients, the centre and Sinkhorn-Knopp: PyTorch in float64.

python3 test/oracle/losses.py     (made with torch 2.15.0, NumPy 2.4.6)

Inputs are computed, not stored: uniform float32 numbers in [-1, 1) drawn by mulberry32.
"""
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
ROOT = Path(__file__).resolve().parents[2]


def drawn(seed, *shape):
    """Entry i of mulberry32(seed) depends on seed and i alone, so that all of them are computed at once."""
    state = (np.uint64(seed) + np.uint64(0x6D2B79F5) * np.arange(1, np.prod(shape) + 1, dtype=np.uint64)).astype(np.uint32)
    t = (state ^ (state >> 15)) * (1 | state)
    t = (t + (t ^ (t >> 7)) * (61 | t)) ^ t
    values = 2 * ((t ^ (t >> 14)) / 2**32) - 1
    return torch.from_numpy(values.astype(np.float32).astype(np.float64).reshape(shape))


def differentiable(seed, *shape):
    return drawn(seed, *shape).requires_grad_()


def case(loss, *inputs):
    gradients = torch.autograd.grad(loss, inputs, retain_graph=True)
    return {'loss': loss.item(), 'gradients': [numbers(gradient) for gradient in gradients]}


def numbers(x):
    return [float(f'{value:.10g}') for value in x.detach().reshape(-1).tolist()]


# Reconstruction: the mean over selected elements, taken by indexing.
predicted, target, mask = differentiable(1, 2, 3, 12), drawn(2, 2, 3, 12), drawn(3, 2, 3, 12) > 0.2
absolute = case((predicted[mask] - target[mask]).abs().mean(), predicted)
squared = case(F.mse_loss(predicted[mask], target[mask]), predicted)

# Contrast: one view after the other, four photos.
queries, keys = differentiable(4, 8, 5), drawn(5, 8, 5)
q, k, labels = F.normalize(queries, dim=1), F.normalize(keys, dim=1), torch.arange(4)
losses = [F.cross_entropy(q[:4] @ k[4:].T / 0.2, labels), F.cross_entropy(q[4:] @ k[:4].T / 0.2, labels)]
contrast = case(2 * 0.2 * (losses[0] + losses[1]), queries)

# Patch self-distillation: all tokens, and the masked ones only, of which the second image has none.
teacher, student, centre = drawn(6, 3, 4, 7), differentiable(7, 3, 4, 7), drawn(8, 7)
probabilities = F.softmax((teacher - centre) / 0.05, dim=-1)
entropies = -(probabilities * F.log_softmax(student / 0.1, dim=-1)).sum(-1)
tokens = torch.tensor([[1.0, 0, 1, 1], [0, 0, 0, 0], [0, 1, 0, 0]], dtype=torch.float64)
per_image = [(entropies[i] * tokens[i]).sum() / max(1, tokens[i].sum().item()) for i in range(3)]

# Class-token self-distillation: two global views, two more of the student's.
global_logits, views = [drawn(10 + i, 3, 7) for i in range(2)], [differentiable(20 + i, 3, 7) for i in range(4)]
terms = [
    -(F.softmax((g - centre) / 0.05, dim=-1) * F.log_softmax(v / 0.1, dim=-1)).sum(-1).mean()
    for i, g in enumerate(global_logits)
    for j, v in enumerate(views)
    if i != j
]

# Sinkhorn-Knopp as SwAV writes it down: alternately divided rows and columns of exp(logits / temperature).
shares = torch.exp(drawn(9, 6, 5) / 0.06).T
shares /= shares.sum()
for _ in range(3):
    shares /= shares.sum(dim=1, keepdim=True) * 5
    shares /= shares.sum(dim=0, keepdim=True) * 6

golden = {
    'script': hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
    'absolute': absolute,
    'squared': squared,
    'contrast': contrast,
    'probabilities': numbers(probabilities),
    'distillation': case(entropies.mean(), student),
    'maskedDistillation': case(sum(per_image) / 3, student),
    'crossView': case(sum(terms) / len(terms), *views),
    'centre': numbers(0.9 * centre + 0.1 * teacher.mean(dim=(0, 1))),
    'sinkhorn': numbers((shares * 6).T),
}
(ROOT / 'fixtures/golden/losses.json').write_text(json.dumps(golden))
