"""Golden values of label propagation, in float64, with whole matrices as DINO's public evaluation has them.

python3 test/oracle/label_propagation.py     (made with NumPy 2.4.6, PyTorch 2.15.0, Pillow 13.0.0)

Torch interpolates and Pillow takes the nearest pixels.
"""
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
ROWS, COLUMNS, DIMENSIONS, PATCH = 5, 7, 6, 4
WIDTH, HEIGHT = 32, 24  # of the photo: no edge of a patch lies on the centre of a pixel, which rounding would decide


def mulberry32(seed):
    state = seed & 0xFFFFFFFF

    def random():
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = (state ^ (state >> 15)) * (1 | state) & 0xFFFFFFFF
        t = ((t + ((t ^ (t >> 7)) * (61 | t) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        return (t ^ (t >> 14)) / 2**32

    return random


def draw_features(seed):
    random = mulberry32(seed)
    values = np.array([2 * random() - 1 for _ in range(ROWS * COLUMNS * DIMENSIONS)])
    values = values.reshape(ROWS * COLUMNS, DIMENSIONS)
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def draw_masks():
    """A disc and a box that hides a part of it."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return [(x - 10) ** 2 + (y - 9) ** 2 <= 36, (x >= 12) & (x < 26) & (y >= 5) & (y < 14)]


def first_labels():
    numbers = np.zeros((HEIGHT, WIDTH), np.uint8)
    for k, mask in enumerate(draw_masks()):
        numbers[mask] = k + 1
    small = np.array(Image.fromarray(numbers).resize((COLUMNS, ROWS), Image.NEAREST))
    return np.stack([small == k for k in range(3)]).astype(np.float64)


def neighbourhood(radius):
    row, column = np.divmod(np.arange(ROWS * COLUMNS), COLUMNS)
    near = lambda a: np.abs(a[:, None] - a[None, :]) <= radius
    return near(row) & near(column)


def propagate(target, features, labels, radius, k, temperature):
    affinity = np.concatenate([np.exp(target @ f.T / temperature) * neighbourhood(radius) for f in features], 1)
    least = -np.sort(-affinity, axis=1)[:, k - 1 : k]
    affinity[affinity < least] = 0
    affinity /= affinity.sum(1, keepdims=True)
    sources = np.concatenate([label.reshape(3, -1) for label in labels], 1)
    return (sources @ affinity.T).reshape(3, ROWS, COLUMNS)


def harden(labels):
    large = torch.nn.functional.interpolate(
        torch.from_numpy(labels)[None], scale_factor=PATCH, mode='bilinear', align_corners=False
    )[0].numpy()
    for channel in large:
        if channel.max() > 0:
            channel -= channel.min()
            channel /= channel.max()
    numbers = large.argmax(0).astype(np.uint8)
    best = np.sort(large, axis=0)
    numbers[best[-1] - best[-2] < 1e-6] = 9  # a tie, which rounding decides
    return np.array(Image.fromarray(numbers).resize((WIDTH, HEIGHT), Image.NEAREST))


frames = [draw_features(seed) for seed in range(1, 5)]
cases = []
for radius, neighbours, temperature, length in [(2, 5, 0.1, 7), (12, 3, 0.1, 1), (1, 2, 0.5, 7)]:
    known = [first_labels()]
    for t in range(1, len(frames)):
        context = [0, *range(max(1, t - length), t)]
        known.append(
            propagate(frames[t], [frames[i] for i in context], [known[i] for i in context], radius, neighbours, temperature)
        )
    cases.append(
        {
            'radius': radius,
            'neighbours': neighbours,
            'temperature': temperature,
            'context': length,
            'soft': [np.round(label, 9).ravel().tolist() for label in known[1:]],
            'hard': [''.join(map(str, harden(label).ravel())) for label in known[1:]],
        }
    )
script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
golden = {'script': script, 'first': first_labels().ravel().tolist(), 'cases': cases}
(ROOT / 'fixtures/golden/label_propagation.json').write_text(json.dumps(golden) + '\n')
