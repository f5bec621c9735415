"""Golden values of the corruption and of iBOT's block masks, drawn from the same numbers as the code draws.

python3 test/oracle/masks.py     (made with NumPy 2.4.6)

The pseudocode is that of GMML's and iBOT's papers and public code, with NumPy's and `random`'s draws taken from
mulberry32, and a block's start drawn up to the last aligned place. `statistics` is the pseudocode as it stands, with
random numbers of its own.
"""
import hashlib
import json
import math
import random as python_random
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]


def mulberry32(seed):
    state = seed & 0xFFFFFFFF

    def random():
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = (state ^ (state >> 15)) * (1 | state) & 0xFFFFFFFF
        t = ((t + ((t ^ (t >> 7)) * (61 | t) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        return (t ^ (t >> 14)) / 2**32

    return random


def randint(low, high, random):
    """As NumPy's: `high` is left out."""
    return low + math.floor(random() * (high - low))


def corrupt(size, drop, replace, foreign, align, random):
    other = random() < foreign
    most = replace if other else drop
    target = (min(0.5, most) + (most - min(0.5, most)) * random()) * size * size
    mask = np.zeros((size, size), np.uint8)
    while mask.sum() < target:
        row = randint(0, size - align + 1, random) // align * align
        column = randint(0, size - align + 1, random) // align * align
        longest = max(align + 1, int(0.3 * size))
        height = min(randint(align, longest, random), size - row)
        width = min(randint(align, longest, random), size - column)
        height, width = (round(side / align) * align for side in (height, width))
        mask[row : row + height, column : column + width] = 1
    return {'mask': hashlib.sha256(mask.tobytes()).hexdigest(), 'foreign': other, 'donor': random()}


def block_mask(height, width, ratio, random):
    mask = np.zeros((height, width), np.uint8)
    wanted = ratio * height * width
    count = 0
    while count < wanted:
        room = wanted - count
        added = 0
        for _ in range(10):
            least = (min(height, width) // 3) ** 2
            area = least + (room - least) * random()
            low, high = math.log(0.3), math.log(1 / 0.3)
            aspect = math.exp(low + (high - low) * random())
            h, w = int(round(math.sqrt(area * aspect))), int(round(math.sqrt(area / aspect)))
            if w < width and h < height:
                top, left = randint(0, height - h + 1, random), randint(0, width - w + 1, random)
                block = mask[top : top + h, left : left + w]
                new = h * w - int(block.sum())
                if 0 < new <= room:
                    block[:] = 1
                    added = new
                    break
        if added == 0:
            break
        count += added
    return ''.join(map(str, mask.ravel()))


def public_corruption(size, ratio, align, draw):
    """GMML's pseudocode as it stands, with NumPy's draws: the mask alone."""
    target = draw.uniform(min(0.5, ratio), ratio) * size * size
    mask = np.zeros((size, size), np.uint8)
    while mask.sum() < target:
        row, column = (draw.integers(0, size - align) // align * align for _ in range(2))
        height, width = (
            align * round(min(draw.integers(align, int(0.3 * size)), size - start) / align) for start in (row, column)
        )
        mask[row : row + height, column : column + width] = 1
    return mask


def mean_and_deviation(values):
    return {'mean': float(np.mean(values)), 'deviation': float(np.std(values))}


def corruption_statistics(ratio, align, draws=1000):
    """Shares of the pixels, and of the 16-pixel patches wholly and partly corrupted, of 224 px."""
    draw = np.random.default_rng(7)
    masks = [public_corruption(224, ratio, align, draw) for _ in range(draws)]
    patches = [mask.reshape(14, 16, 14, 16).mean(axis=(1, 3)) for mask in masks]
    return {
        'ratio': ratio,
        'align': align,
        'draws': draws,
        'pixels': mean_and_deviation([mask.mean() for mask in masks]),
        'whole': mean_and_deviation([(shares == 1).mean() for shares in patches]),
        'partly': mean_and_deviation([((shares > 0) & (shares < 1)).mean() for shares in patches]),
    }


def token_statistics(draws=4000):
    """Masked share of 14 x 14 patches: iBOT's ratio is 0 or uniform in [0.1, 0.5], with equal chance."""
    draw = python_random.Random(7)
    shares = []
    for _ in range(draws):
        ratio = 0 if draw.random() < 0.5 else draw.uniform(0.1, 0.5)
        shares.append(block_mask(14, 14, ratio, draw.random).count('1') / 196)
    masked = [share for share in shares if share > 0]
    return {'draws': draws, 'masked': len(masked) / draws, 'share': mean_and_deviation(masked)}


corruptions = [
    {'size': size, 'drop': drop, 'replace': 0.3, 'foreign': 0.5, 'align': align, 'seed': seed}
    | corrupt(size, drop, 0.3, 0.5, align, mulberry32(seed))
    for size, drop, align in [(224, 0.5, 1), (224, 0.5, 16), (96, 0.75, 8), (32, 0.5, 16), (50, 0.5, 8), (7, 0.5, 1)]
    for seed in range(4)
]
blocks = [
    {'height': height, 'width': width, 'ratio': ratio, 'seed': seed}
    | {'mask': block_mask(height, width, ratio, mulberry32(seed))}
    for height, width, ratio in [(14, 14, 0.3), (14, 14, 0.5), (14, 14, 0.02), (6, 9, 0.4), (3, 3, 0.3)]
    for seed in range(3)
]
script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
golden = {
    'script': script,
    'corruptions': corruptions,
    'blocks': blocks,
    'statistics': {
        'corruption': [corruption_statistics(*case) for case in [(0.5, 1), (0.3, 1), (0.75, 1), (0.5, 16), (0.3, 16)]],
        'tokens': token_statistics(),
    },
}
(ROOT / 'fixtures/golden/masks.json').write_text(json.dumps(golden) + '\n')
