"""Golden values of dense nearest-neighbour retrieval, in float64.

python3 test/oracle/retrieve.py     (made with NumPy 2.4.6)

Written from Hummingbird's paper (arXiv 2306.01667) and open-hummingbird-eval: soft labels of patches by one-hot means,
a bounded memory by class frequency, softmax over the nearest, bilinear interpolation, argmax, a confusion matrix. Void
pixels are left out of a patch's label, where that code takes them for background.
"""
import hashlib
import json
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
ROWS, COLUMNS, DIMENSIONS, PATCH = 3, 5, 4, 8
HEIGHT, WIDTH = ROWS * PATCH, COLUMNS * PATCH
CLASSES, VOID = 3, 255  # background, cat, dog


def mulberry32(seed):
    state = seed & 0xFFFFFFFF

    def random():
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = (state ^ (state >> 15)) * (1 | state) & 0xFFFFFFFF
        t = ((t + ((t ^ (t >> 7)) * (61 | t) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        return (t ^ (t >> 14)) / 2**32

    return random


def draw_labels(seed):
    """A cat that moves right, a dog over it that moves up, a bar of void at the right edge."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    labels = np.zeros((HEIGHT, WIDTH), int)
    labels[(x - 6 - 4 * seed) ** 2 + (y - 9) ** 2 <= 64] = 1
    labels[(x >= 12) & (x < 31) & (y >= 15 - 2 * seed) & (y < 22 - seed)] = 2
    labels[x >= 37] = VOID
    return labels


def draw_features(seed, labels):
    """Of each patch, the class of its middle and noise."""
    random = mulberry32(seed)
    features = np.array([2 * random() - 1 for _ in range(ROWS * COLUMNS * DIMENSIONS)]).reshape(-1, DIMENSIONS)
    middles = labels[PATCH // 2 :: PATCH, PATCH // 2 :: PATCH].ravel()
    for patch, label in enumerate(middles):
        if label != VOID:
            features[patch, label] += 2
    return features / np.linalg.norm(features, axis=1, keepdims=True)


def patch_shares(labels):
    patches = labels.reshape(ROWS, PATCH, COLUMNS, PATCH).transpose(0, 2, 1, 3).reshape(ROWS * COLUMNS, -1)
    counts = np.stack([(patches == c).sum(1) for c in range(CLASSES)], 1).astype(float)
    total = counts.sum(1, keepdims=True)
    return np.divide(counts, total, out=np.zeros_like(counts), where=total > 0)


def sample(shares, quota, random):
    presence = shares > 0
    scores = presence @ presence.sum(0).astype(float)
    scores = np.array([score * random() if score > 0 else np.inf for score in scores])
    kept = np.argsort(scores, kind='stable')[:quota]
    return sorted(int(patch) for patch in kept if np.isfinite(scores[patch]))


def retrieve(query, keys, values, neighbours, temperature):
    cosines = query @ keys.T
    nearest = np.argsort(-cosines, axis=1, kind='stable')[:, :neighbours]
    logits = np.take_along_axis(cosines, nearest, 1) / temperature
    attention = np.exp(logits - logits.max(1, keepdims=True))
    attention /= attention.sum(1, keepdims=True)
    return (attention[:, :, None] * values[nearest]).sum(1)


def enlarge(soft):
    def steps(cells, pixels):
        source = np.clip((np.arange(pixels) + 0.5) * cells / pixels - 0.5, 0, cells - 1)
        low = np.floor(source).astype(int)
        return low, np.minimum(low + 1, cells - 1), source - low

    maps = soft.reshape(ROWS, COLUMNS, CLASSES)
    low, high, weight = steps(ROWS, HEIGHT)
    maps = maps[low] + weight[:, None, None] * (maps[high] - maps[low])
    low, high, weight = steps(COLUMNS, WIDTH)
    return maps[:, low] + weight[None, :, None] * (maps[:, high] - maps[:, low])


memory = [(draw_labels(seed), seed) for seed in (1, 2, 3)]
target = draw_labels(0)
query = draw_features(4, target)
cases = []
for quota, neighbours, temperature in [(15, 30, 0.02), (6, 4, 0.1), (3, 2, 0.5)]:
    keys, values, sampled = [], [], []
    for labels, seed in memory:
        shares = patch_shares(labels)
        kept = sample(shares, quota, mulberry32(10 + seed))
        keys.append(draw_features(seed, labels)[kept])
        values.append(shares[kept])
        sampled.append(kept)
    soft = retrieve(query, np.concatenate(keys), np.concatenate(values), neighbours, temperature)
    large = enlarge(soft)
    predicted = large.argmax(2)
    ordered = np.sort(large, axis=2)
    assert (ordered[:, :, -1] - ordered[:, :, -2]).min() > 1e-5, 'a tie that rounding may break'
    counted = target != VOID
    confusion = np.zeros((CLASSES, CLASSES), int)
    np.add.at(confusion, (target[counted], predicted[counted]), 1)
    hits = np.diag(confusion)
    iou = hits / (confusion.sum(0) + confusion.sum(1) - hits)
    cases.append(
        {
            'quota': quota,
            'neighbours': neighbours,
            'temperature': temperature,
            'sampled': sampled,
            'soft': soft.T.ravel().tolist(),
            'hits': hits.tolist(),
            'predicted': confusion.sum(0).tolist(),
            'target': confusion.sum(1).tolist(),
            'meanIoU': iou.mean(),
            'pixelAccuracy': hits.sum() / confusion.sum(),
        }
    )
script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
(ROOT / 'fixtures/golden/retrieve.json').write_text(json.dumps({'script': script, 'cases': cases}) + '\n')
