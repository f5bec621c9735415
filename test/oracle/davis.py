"""Golden J, F and boundary maps of davis2017-evaluation itself.

python3 test/oracle/davis.py FOLDER     (made with OpenCV 5.0.0, scikit-image 0.26.0, pycocotools 2.0.11, NumPy 2.4.6)

FOLDER is a checkout of github.com/davisvideochallenge/davis2017-evaluation, made with commit ac7c43f. Masks are kept as
COCO's compressed run lengths.
"""
import hashlib
import json
import random
import sys
from pathlib import Path

import numpy as np
from pycocotools import mask as coco

sys.path.insert(0, sys.argv[1])
from davis2017.metrics import _seg2bmap, db_eval_boundary, db_eval_iou  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
rng = random.Random(3)


def draw(width, height, parts):
    """Discs and bars, which may reach beyond the edge."""
    y, x = np.mgrid[:height, :width]
    mask = np.zeros((height, width), bool)
    for _ in range(parts):
        cx, cy = rng.uniform(-0.1, 1.1) * width, rng.uniform(-0.1, 1.1) * height
        r = rng.uniform(0.02, 0.4) * min(width, height)
        disc = (x - cx) ** 2 + (y - cy) ** 2 <= r * r
        bar = (abs(x - cx) <= r) & (abs(y - cy) <= r / 3)
        mask ^= disc if rng.random() < 0.6 else bar
    return mask


def described(mask):
    return coco.encode(np.asfortranarray(mask.astype(np.uint8)))['counts'].decode()


cases = []
for width, height, count in [(1, 1, 2), (2, 3, 4), (31, 47, 16), (160, 120, 12), (640, 480, 4), (854, 480, 4)]:
    for i in range(count):
        target = draw(width, height, rng.randint(1, 4))
        shift = (rng.randint(-6, 6), rng.randint(-6, 6))
        prediction = np.roll(target, shift, (0, 1)) if i % 2 else draw(width, height, rng.randint(0, 3))
        void = draw(width, height, 1) if i % 3 == 2 else np.zeros_like(target)
        cases.append(
            {
                'width': width,
                'height': height,
                'prediction': described(prediction),
                'target': described(target),
                'void': described(void),
                'boundary': described(_seg2bmap(target * ~void)),
                'j': float(db_eval_iou(target, prediction, void)),
                'f': float(db_eval_boundary(target, prediction, void)),
            }
        )
script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
(ROOT / 'fixtures/golden/davis.json').write_text(json.dumps({'script': script, 'cases': cases}) + '\n')
