"""Golden arrays of a batch: normalised colours, and corrupted views: NumPy in float64.

python3 test/oracle/views.py     (made with NumPy 2.4.6)

Two photos with two global and three local views each. Pixels and masks are computed, not stored: the k-th view of
photo p is drawn by mulberry32 seeded with 10 p + k, its mask with 100 more.
"""
import hashlib
import json
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
SIZE, LOCAL, PHOTOS = 4, 2, 2
DONORS = [0.1, 0.4, 0.7, 0.95]


def mulberry32(seed, count):
    state = (np.uint64(seed) + np.uint64(0x6D2B79F5) * np.arange(1, count + 1, dtype=np.uint64)).astype(np.uint32)
    t = (state ^ (state >> 15)) * (1 | state)
    t = (t + (t ^ (t >> 7)) * (61 | t)) ^ t
    return (t ^ (t >> 14)) / 2**32


def pixels(photo, view, size):
    return np.floor(256 * mulberry32(10 * photo + view, size * size * 3)).reshape(size, size, 3)


def normalised(samples):
    return (samples / 255 - MEAN) / DEVIATION


def noise(mask, donor):
    """Box and Muller: a normal number of each two uniform ones, for the masked samples in reading order."""
    count = 3 * int(mask.sum())
    first, second = mulberry32(int(donor * 2**32), 2 * count).reshape(-1, 2).T
    return np.sqrt(-2 * np.log(1 - first)) * np.cos(2 * np.pi * second)


def batch(fill):
    """All first views, then all second views."""
    order = [(photo, view) for view in range(2) for photo in range(PHOTOS)]
    clean = np.stack([normalised(pixels(photo, view, SIZE)) for photo, view in order])
    mask = np.stack([mulberry32(10 * photo + view + 100, SIZE * SIZE).reshape(SIZE, SIZE) < 0.4 for photo, view in order])
    corrupted = clean.copy()
    for i, donor in enumerate(DONORS):
        others = [k % len(order) for k in range(i + 1, i + len(order))]
        foreign = clean[others[int(donor * len(others))]]
        values = {'zeros': 0, 'token': 0, 'foreign': foreign[mask[i]], 'noise': noise(mask[i], donor).reshape(-1, 3)}
        corrupted[i][mask[i]] = values[fill]
    return {'clean': clean, 'corrupted': corrupted, 'mask': mask.astype(float)}


def numbers(x):
    return [float(f'{value:.9g}') for value in x.ravel()]


local = np.stack([normalised(pixels(photo, 2 + view, LOCAL)) for view in range(3) for photo in range(PHOTOS)])
first = batch('zeros')
golden = {
    'script': hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
    'clean': numbers(first['clean']),
    'mask': [int(value) for value in first['mask'].ravel()],
    'corrupted': {fill: numbers(batch(fill)['corrupted']) for fill in ('zeros', 'token', 'foreign', 'noise')},
    'local': numbers(local),
}
(ROOT / 'fixtures/golden/views.json').write_text(json.dumps(golden) + '\n')
