"""Golden values of LOST and TokenCut, in float64.

python3 test/oracle/discover.py     (made with NumPy 2.4.6, SciPy 1.17.1)

Written from the papers' equations and public code: SciPy's `eigh` solves the generalised problem directly, and its
`ndimage.label` finds the component of the seed.
"""
import hashlib
import json
from pathlib import Path

import numpy as np
from scipy.linalg import eigh
from scipy.ndimage import label

ROOT = Path(__file__).resolve().parents[2]
ROWS, COLUMNS, DIMENSIONS, PATCH = 9, 12, 4, 8
WIDTH, HEIGHT = 93, 70  # the last patches reach beyond


def mulberry32(seed):
    state = seed & 0xFFFFFFFF

    def random():
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = (state ^ (state >> 15)) * (1 | state) & 0xFFFFFFFF
        t = ((t + ((t ^ (t >> 7)) * (61 | t) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        return (t ^ (t >> 14)) / 2**32

    return random


def draw(seed, noise):
    """A background, an ellipse in it, and a bar of the ellipse's kind that does not touch it."""
    random = mulberry32(seed)
    values = np.zeros((ROWS, COLUMNS, DIMENSIONS))
    for y in range(ROWS):
        for x in range(COLUMNS):
            inside = (x - 7) ** 2 / 9 + (y - 4) ** 2 / 6 <= 1 or x == 0
            for d in range(DIMENSIONS):
                values[y, x, d] = (d == 0 if inside else d == 1) * 1.5 + noise * (2 * random() - 1)
    return values.reshape(-1, DIMENSIONS).astype(np.float32).astype(np.float64)


def lost(x, candidates):
    a = x @ x.T
    alike = np.where(np.eye(len(a), dtype=bool), 0, np.maximum(a, 0))
    order = np.argsort((alike > 0).sum(1), kind='stable')
    seed = order[0]
    chosen = order[:candidates]
    chosen = chosen[a[seed, chosen] > 0]
    return int(seed), a[chosen].sum(0) > 0


def token_cut(x, threshold):
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    w = np.where(unit @ unit.T > threshold, 1, 1e-5)
    d = np.diag(w.sum(1))
    y = eigh(d - w, d, subset_by_index=[1, 1])[1][:, 0]
    y /= np.linalg.norm(y)
    seed = np.argmax(np.abs(y) > np.abs(y).max() * (1 - 1e-6))  # of patches joined alike, the first
    above = y > y.mean()
    return int(seed), above if above[seed] else ~above, y


def box(seed, foreground):
    components, _ = label(foreground.reshape(ROWS, COLUMNS))
    y, x = np.nonzero(components == components.ravel()[seed])
    left, top = x.min() * PATCH, y.min() * PATCH
    right, bottom = min((x.max() + 1) * PATCH, WIDTH), min((y.max() + 1) * PATCH, HEIGHT)
    return [int(v) for v in (left, top, right - left, bottom - top)]


def text(foreground):
    return ''.join('01'[int(v)] for v in foreground)


cases = []
for seed, noise in [(1, 0.3), (2, 0.8), (3, 1.2)]:
    x = draw(seed, noise)
    lost_seed, lost_foreground = lost(x, 20)
    cut_seed, cut_foreground, y = token_cut(x, 0.2)
    cases.append(
        {
            'seed': seed,
            'noise': noise,
            'lost': {'seed': lost_seed, 'foreground': text(lost_foreground), 'box': box(lost_seed, lost_foreground)},
            'tokencut': {'seed': cut_seed, 'foreground': text(cut_foreground), 'box': box(cut_seed, cut_foreground)},
            'eigenvector': np.round(y * np.sign(y[cut_seed]), 9).tolist(),
        }
    )
script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
(ROOT / 'fixtures/golden/discover.json').write_text(json.dumps({'script': script, 'cases': cases}) + '\n')
