"""Golden values of the evaluation, by brute force and by other people's code, in float64.

Draws a photo of 61 x 47 pixels with five objects (one overlaps another, one holds an ignored region, one is a single
pixel, two share a class) and a grid of 7 x 5 random features, all of which test/eval/_drawn.ts draws again.

    python3 test/oracle/evaluation.py     (numpy 2, scipy 1, scikit-learn 1, torch 2)

writes fixtures/golden/evaluation.json.
"""

import hashlib
import json
import pathlib

import numpy as np
import torch
from scipy import ndimage
from sklearn.metrics import average_precision_score, roc_auc_score

H, W, ROWS, COLUMNS, DIMENSIONS = 47, 61, 5, 7, 6
THETAS = [k / 100 for k in range(-10, 100)]


def mulberry32(seed):
    state = seed & 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (1 | state)) & 0xFFFFFFFF
        t = ((t + (((t ^ (t >> 7)) * (61 | t)) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        yield ((t ^ (t >> 14)) & 0xFFFFFFFF) / 2**32


Y, X = np.mgrid[:H, :W]
OBJECTS = [
    ("ellipse", "round", (X - 18) ** 2 / 14**2 + (Y - 20) ** 2 / 11**2 <= 1),
    ("box", "square", (X >= 25) & (X < 52) & (Y >= 26) & (Y < 43)),
    ("ring", "round", (np.hypot(X - 48, Y - 12) <= 10) & (np.hypot(X - 48, Y - 12) > 4)),
    ("corner", "square", (X < 9) & (Y >= 38)),
    ("dot", "dot", (X == 60) & (Y == 46)),
]
IGNORED = (X >= 40) & (X < 47) & (Y >= 20) & (Y < 40)


def features():
    uniform = mulberry32(7)
    values = np.array([next(uniform) * 2 - 1 for _ in range(ROWS * COLUMNS * DIMENSIONS)])
    values = values.reshape(ROWS * COLUMNS, DIMENSIONS) + [0.6, 0.3, 0, 0, 0, 0]
    return values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12)


def centre(mask):
    distance = ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    y, x = np.unravel_index(np.argmax(np.round(distance**2)), mask.shape)
    return int(x), int(y)


def patch(x, y):
    return (2 * y + 1) * ROWS // (2 * H) * COLUMNS + (2 * x + 1) * COLUMNS // (2 * W)


PATCH = np.array([[patch(x, y) for x in range(W)] for y in range(H)])


def majority(mask):
    return [j for j in range(ROWS * COLUMNS) if 2 * mask[PATCH == j].sum() > (PATCH == j).sum()]


def upsample(values):
    grid = torch.from_numpy(values.reshape(1, 1, ROWS, COLUMNS))
    values = torch.nn.functional.interpolate(grid, size=(H, W), mode="bilinear", align_corners=False)[0, 0].numpy()
    return np.round(values, 13)  # at the edges torch makes equal values differ in their last bit


def iou(prediction, target):
    valid = ~IGNORED
    return float((prediction & target & valid).sum() / ((prediction | target) & valid).sum())


def otsu(values):
    low, high = values.min(), values.max()
    bins = np.minimum(255, np.floor((values - low) / (high - low) * 256).astype(int))
    middles = low + (np.arange(256) + 0.5) * (high - low) / 256
    histogram = np.bincount(bins.ravel(), minlength=256).astype(float)
    best, split = -1.0, 0
    for k in range(255):
        below, above = histogram[: k + 1].sum(), histogram[k + 1 :].sum()
        if below == 0 or above == 0 or histogram[k] == 0:
            continue
        gap = (histogram[: k + 1] @ middles[: k + 1]) / below - (histogram[k + 1 :] @ middles[k + 1 :]) / above
        if below * above * gap**2 > best:
            best, split = below * above * gap**2, k
    return bins > split


def boundary(mask):
    east, south, both = np.zeros_like(mask), np.zeros_like(mask), np.zeros_like(mask)
    east[:, :-1], south[:-1], both[:-1, :-1] = mask[:, 1:], mask[1:], mask[1:, 1:]
    edge = (mask ^ east) | (mask ^ south) | (mask ^ both)
    edge[-1] = mask[-1] ^ east[-1]
    edge[:, -1] = mask[:, -1] ^ south[:, -1]
    edge[-1, -1] = False
    return edge


def boundary_f(prediction, target):
    radius = int(np.ceil(0.008 * np.hypot(H, W)))
    dy, dx = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    disc = dx**2 + dy**2 <= radius**2
    drawn, wanted = boundary(prediction & ~IGNORED), boundary(target & ~IGNORED)
    if not drawn.any() or not wanted.any():
        return float(drawn.any() == wanted.any())
    precision = (drawn & ndimage.binary_dilation(wanted, disc)).sum() / drawn.sum()
    recall = (wanted & ndimage.binary_dilation(drawn, disc)).sum() / wanted.sum()
    return float(0 if precision + recall == 0 else 2 * precision * recall / (precision + recall))


def component(values, point):
    """For every threshold the component that holds the point: as the map that has these as its level sets."""
    reached = np.full(values.shape, -np.inf)
    for theta in np.unique(values):
        labels, _ = ndimage.label(values >= theta)
        at = labels[point[1], point[0]]
        if at:
            reached[labels == at] = theta
    return reached


def measure(values, target):
    valid = ~IGNORED
    return {
        "iou": [iou(values >= theta, target) for theta in THETAS],
        "boundaryF": [boundary_f(values >= theta, target) for theta in THETAS],
        "otsu": iou(otsu(values), target),
        "oracle": max(iou(values >= theta, target) for theta in np.unique(values[valid])),
        "averagePrecision": float(average_precision_score(target[valid], values[valid])),
        "auroc": float(roc_auc_score(target[valid], values[valid])),
    }


def sweep(Z, target):
    """Every patch of the object as prompt, each patch a flat square of pixels: the mean over prompts."""
    prompts = [measure((Z @ Z[p])[PATCH], target) for p in majority(target)]
    mean = lambda key: np.mean([prompt[key] for prompt in prompts], axis=0).tolist()
    return {key: mean(key) for key in ("iou", "otsu", "oracle", "averagePrecision", "auroc")} if prompts else None


def similarity(Z):
    owned = {name: majority(mask) for name, _, mask in OBJECTS}
    classes = {name: kind for name, kind, _ in OBJECTS}
    void = set(majority(IGNORED))
    groups = {key: [] for key in ("intra", "inter", "interObject", "interBackground", "interSameClass")}
    for name, mine in owned.items():
        if len(mine) < 2:
            continue
        groups["intra"].append([Z[a] @ Z[b] for i, a in enumerate(mine) for b in mine[i + 1 :]])
        outside = [j for j in range(len(Z)) if j not in mine and j not in void]
        owners = {j: [o for o in owned if j in owned[o]] for j in outside}
        pick = {
            "inter": outside,
            "interObject": [j for j in outside if owners[j]],
            "interBackground": [j for j in outside if not owners[j]],
            "interSameClass": [j for j in outside if any(classes[o] == classes[name] for o in owners[j])],
        }
        for key, others in pick.items():
            if others:
                groups[key].append([Z[a] @ Z[j] for a in mine for j in others])
    out = {}
    for key, objects in groups.items():
        histograms = [np.bincount(np.clip(np.floor((np.array(s) + 1) * 100), 0, 199).astype(int), minlength=200) / len(s) for s in objects]
        mean = np.mean([np.mean(s) for s in objects])
        variance = np.mean([np.mean(np.square(s)) for s in objects]) - mean**2
        out[key] = {"objects": len(objects), "mean": float(mean), "std": float(np.sqrt(variance))}
        out[key]["histogram"] = np.mean(histograms, axis=0)
    p = out["intra"]["histogram"]
    for key in groups:
        q = out[key].pop("histogram")
        out[key]["overlap"] = float(np.minimum(p, q).sum())
        out[key]["auroc"] = float(sum(p[i] * (q[:i].sum() + q[i] / 2) for i in range(200)))
        spread = np.sqrt((out["intra"]["std"] ** 2 + out[key]["std"] ** 2) / 2)
        out[key]["dPrime"] = float((out["intra"]["mean"] - out[key]["mean"]) / spread)
    return out


def main():
    Z = features()
    objects = []
    for name, kind, mask in OBJECTS:
        x, y = centre(mask)
        values = upsample(Z @ Z[patch(x, y)])
        ceiling = np.isin(PATCH, majority(mask))
        ys, xs = np.nonzero(mask)
        box = (X >= xs.min()) & (X <= xs.max()) & (Y >= ys.min()) & (Y <= ys.max())
        disc = 1 - np.sqrt((X - x) ** 2 + (Y - y) ** 2) / np.sqrt(H * W)
        kept = measure(component(values, (x, y)), mask)
        flat = measure(disc, mask)
        objects.append(
            {
                "id": name,
                "area": int(mask.sum()),
                "point": [x, y],
                "majority": majority(mask),
                "gridCeiling": iou(ceiling, mask),
                "everything": iou(np.ones_like(mask), mask),
                "groundTruthBox": iou(box, mask),
                **measure(values, mask),
                "component": {key: kept[key] for key in ("iou", "oracle", "averagePrecision", "auroc")},
                "disc": {key: flat[key] for key in ("otsu", "oracle", "averagePrecision", "auroc")},
                "sweep": sweep(Z, mask),
            }
        )
    script = pathlib.Path(__file__)
    golden = {
        "script": hashlib.sha256(script.read_bytes()).hexdigest(),
        "objects": objects,
        "similarity": similarity(Z),
    }
    round_all = lambda value: (
        round(value, 12) if isinstance(value, float)
        else [round_all(v) for v in value] if isinstance(value, list)
        else {k: round_all(v) for k, v in value.items()} if isinstance(value, dict)
        else value
    )
    out = script.parents[2] / "fixtures" / "golden" / "evaluation.json"
    out.write_text(json.dumps(round_all(golden)) + "\n")


main()
