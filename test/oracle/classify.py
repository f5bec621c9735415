"""Golden values of k-NN voting, of a linear probe and of the photos' preparation for both.

python3 test/oracle/classify.py     (made with NumPy 2.4.6, scikit-learn 1.9.1, Pillow 13.0.0)

Voting is DINO's public evaluation in float64; the probe is scikit-learn's LogisticRegression, whose C is
1 / (penalty · photos); the preparation is torchvision's Resize and CenterCrop, written with Pillow.
"""
import hashlib
import json
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[2]
CLASSES, DIMENSIONS = 3, 5


def mulberry32(seed):
    state = seed & 0xFFFFFFFF

    def random():
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = (state ^ (state >> 15)) * (1 | state) & 0xFFFFFFFF
        t = ((t + ((t ^ (t >> 7)) * (61 | t) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        return (t ^ (t >> 14)) / 2**32

    return random


def draw(seed, photos):
    """Three overlapping classes; one dimension never changes, one is much larger than the others."""
    random = mulberry32(seed)
    labels = np.arange(photos) % CLASSES
    x = np.array([[2 * random() - 1 + (d == label) for d in range(DIMENSIONS)] for label in labels])
    x[:, 3] = 0.5
    x[:, 4] *= 20
    return x.astype(np.float32).astype(np.float64), labels


def vote(train, train_labels, test, k, temperature):
    unit = lambda x: x / np.linalg.norm(x, axis=1, keepdims=True)
    cosines = unit(test) @ unit(train).T
    nearest = np.argsort(-cosines, axis=1)[:, :k]
    weights = np.exp(np.take_along_axis(cosines, nearest, 1) / temperature)
    votes = np.stack([(weights * (train_labels[nearest] == c)).sum(1) for c in range(CLASSES)], 1)
    return votes.argmax(1).tolist()


def standardise(train, test):
    mean, deviation = train.mean(0), train.std(0)
    scale = np.divide(1, deviation, out=np.zeros_like(deviation), where=deviation > 0)
    return (train - mean) * scale, (test - mean) * scale


def probe(train, labels, test, penalty):
    model = LogisticRegression(C=1 / (penalty * len(labels)), tol=1e-10, max_iter=10000).fit(train, labels)
    weights = np.concatenate([model.coef_, model.intercept_[:, None]], 1)
    return {
        'penalty': penalty,
        'weights': np.round(weights, 8).ravel().tolist(),
        'predictions': model.predict(test).tolist(),
    }


def prepare(width, height, resize, crop):
    i = np.arange(width * height * 3)
    pixels = ((i * 7919 + ((i * i) % 251) * 31) % 256).astype(np.uint8).reshape(height, width, 3)
    short = min(width, height)
    w = resize if width <= height else int(resize * width / height)
    h = resize if height <= width else int(resize * height / width)
    assert short == width or short == height
    image = Image.fromarray(pixels).resize((w, h), Image.BICUBIC)
    left, top = int(round((w - crop) / 2.0)), int(round((h - crop) / 2.0))
    cut = np.asarray(image.crop((left, top, left + crop, top + crop)))
    sha256 = hashlib.sha256(cut.tobytes()).hexdigest()
    return {'width': width, 'height': height, 'resize': resize, 'crop': crop, 'sha256': sha256}


train, train_labels = draw(1, 60)
test, _ = draw(2, 30)
scaled_train, scaled_test = standardise(train, test)
golden = {
    'script': hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
    'votes': [
        {'k': k, 'temperature': t, 'predictions': vote(train, train_labels, test, k, t)}
        for k, t in [(1, 0.07), (5, 0.07), (20, 0.07), (20, 1.0), (60, 0.5)]
    ],
    'probes': [probe(scaled_train, train_labels, scaled_test, penalty) for penalty in (1e-3, 1e-1, 1)],
    'views': [prepare(*size) for size in [(50, 37, 32, 28), (37, 50, 32, 28), (40, 40, 32, 28), (21, 33, 32, 27)]],
}
(ROOT / 'fixtures/golden/classify.json').write_text(json.dumps(golden) + '\n')
