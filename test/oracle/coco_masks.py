"""Golden masks of pycocotools: polygons, compressed run lengths, unions, areas and boxes.

Rerun:  python3 test/oracle/coco_masks.py      (pycocotools 2.0.10 or later, numpy)
Writes  fixtures/golden/coco_masks.json
"""
import hashlib, json, random
from importlib.metadata import version
from pathlib import Path

import numpy as np
from pycocotools import mask as coco

rng = random.Random(20)


def number(value):
    """Few digits, so that the file stays small; the reader gets the same double."""
    return round(value, 2)


def blob(cx, cy, r, corners):
    angles = sorted(rng.random() * 2 * np.pi for _ in range(corners))
    return [number(v) for a in angles for v in (cx + r * np.cos(a) * rng.random(), cy + r * np.sin(a) * rng.random())]


def tangle(w, h, corners, beyond):
    return [number(v) for _ in range(corners) for v in (rng.uniform(-beyond * w, (1 + beyond) * w), rng.uniform(-beyond * h, (1 + beyond) * h))]


def polygons():
    for _ in range(40):  # objects as in COCO
        w, h = rng.randint(20, 160), rng.randint(20, 160)
        yield w, h, [blob(rng.uniform(0, w), rng.uniform(0, h), rng.uniform(2, w), rng.randint(3, 30))]
    for _ in range(40):  # self-crossing, reaching beyond the photo
        w, h = rng.randint(1, 60), rng.randint(1, 60)
        yield w, h, [tangle(w, h, rng.randint(3, 12), rng.choice([0, 0.1, 1]))]
    for _ in range(30):  # several polygons of one object
        w, h = rng.randint(10, 90), rng.randint(10, 90)
        yield w, h, [tangle(w, h, rng.randint(3, 7), 0.1) for _ in range(rng.randint(2, 4))]
    for _ in range(40):  # corners on whole and half pixels, where rounding decides
        w, h = rng.randint(3, 20), rng.randint(3, 20)
        yield w, h, [[rng.randint(-4, 2 * w + 4) / 2 if i % 2 == 0 else rng.randint(-4, 2 * h + 4) / 2 for i in range(2 * rng.randint(3, 8))]]
    for _ in range(30):  # corners on tenths: the ends of the fine grid's cells
        w, h = rng.randint(3, 20), rng.randint(3, 20)
        yield w, h, [[rng.randint(-9, 10 * w + 9) / 10 if i % 2 == 0 else rng.randint(-9, 10 * h + 9) / 10 for i in range(2 * rng.randint(3, 8))]]
    w, h = 12, 9
    yield w, h, [[4, 4, 4, 4, 4, 4]]  # one point
    yield w, h, [[1, 1, 5, 5, 9, 9]]  # a line
    yield w, h, [[3, 1, 3, 8, 3, 4]]  # an upright line
    yield w, h, [[2, 2, 2, 2, 8, 2, 8, 7, 8, 7]]  # repeated corners
    yield w, h, [[0, 0, 12, 0, 12, 9, 0, 9]]  # the whole photo
    yield w, h, [[-5, -5, 40, -5, 40, 40, -5, 40]]  # more than the photo
    yield w, h, [[-9, 2, -3, 2, -3, 7]]  # left of it
    yield w, h, [[20, 2, 30, 2, 30, 7]]  # right of it
    yield w, h, [[2, -9, 8, -9, 8, -3]]  # above it
    yield w, h, [[2, 20, 8, 20, 8, 30]]  # below it
    yield w, h, [[4.2, 4.2, 4.6, 4.2, 4.6, 4.6, 4.2, 4.6]]  # within a pixel
    yield w, h, [[4.6, 4.6, 5.4, 4.6, 5.4, 5.4, 4.6, 5.4]]  # within a pixel, beside its middle
    yield 1, 1, [[0, 0, 1, 0, 1, 1, 0, 1]]


def masks():
    for _ in range(30):
        w, h = rng.randint(1, 70), rng.randint(1, 70)
        yield np.asfortranarray((np.random.default_rng(rng.randint(0, 1 << 30)).random((h, w)) < rng.choice([0.02, 0.5, 0.98])).astype(np.uint8))
    yield np.zeros((5, 7), np.uint8, order="F")
    yield np.ones((5, 7), np.uint8, order="F")
    tall = np.zeros((900, 300), np.uint8, order="F")  # long runs: several characters a count
    tall[:, 130:171] = 1
    tall[200:203, 9:290] = 1
    yield tall


def described(rle):
    return {"runs": rle["counts"].decode(), "area": int(coco.area(rle)), "box": [int(v) for v in coco.toBbox(rle)]}


polygon_cases = []
for w, h, parts in polygons():
    union = coco.merge(coco.frPyObjects(parts, h, w))
    polygon_cases.append({"width": w, "height": h, "polygons": parts, **described(union)})

mask_cases = []
for m in masks():
    rle = coco.encode(m)
    ends = np.flatnonzero(np.diff(np.concatenate([[0], m.flatten(order="F"), [2]])))
    counts = np.diff(np.concatenate([[0], ends])).tolist()
    assert coco.frPyObjects({"size": list(m.shape), "counts": counts}, *m.shape)["counts"] == rle["counts"]
    mask_cases.append({"width": m.shape[1], "height": m.shape[0], "counts": counts if len(counts) < 60 else None, **described(rle)})

script = Path(__file__)
out = script.parents[2] / "fixtures" / "golden" / "coco_masks.json"
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(
    json.dumps(
        {
            "script": hashlib.sha256(script.read_bytes()).hexdigest(),
            "versions": {"pycocotools": version("pycocotools"), "numpy": np.__version__},
            "polygons": polygon_cases,
            "masks": mask_cases,
        },
        separators=(",", ":"),
    )
    + "\n"
)
