"""Golden values of the figures at equal distance, by their definitions: one pair of patches at a time, in float64.

Draws the photo of test/oracle/evaluation.py, 61 x 47 pixels with five objects and an ignored region, on a grid of 7 x 5
random features; test/eval/_drawn.ts draws it again.

    python3 test/oracle/at_distance.py     (Python 3.9, no package)

writes fixtures/golden/at_distance.json.
"""

import hashlib
import itertools
import json
import math
import pathlib

H, W, ROWS, COLUMNS, DIMENSIONS = 47, 61, 5, 7, 6
PATCHES = range(ROWS * COLUMNS)
PIXELS = [(x, y) for y in range(H) for x in range(W)]

OBJECTS = {
    "ellipse": lambda x, y: (x - 18) ** 2 / 14**2 + (y - 20) ** 2 / 11**2 <= 1,
    "box": lambda x, y: 25 <= x < 52 and 26 <= y < 43,
    "ring": lambda x, y: 4 < math.hypot(x - 48, y - 12) <= 10,
    "corner": lambda x, y: x < 9 and y >= 38,
    "dot": lambda x, y: (x, y) == (60, 46),
}
IGNORED = lambda x, y: 40 <= x < 47 and 20 <= y < 40
# One prompt of one point for each object, which need not be its centre, and one of three points.
PROMPTS = {
    "ellipse": [(18, 20)],
    "box": [(30, 34)],
    "ring": [(48, 5)],
    "corner": [(2, 44)],
    "dot": [(60, 46)],
}
THREE_POINTS = [(18, 20), (7, 22), (30, 17)]


def mulberry32(seed):
    state = seed & 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (1 | state)) & 0xFFFFFFFF
        t = ((t + (((t ^ (t >> 7)) * (61 | t)) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        yield ((t ^ (t >> 14)) & 0xFFFFFFFF) / 2**32


def features():
    uniform = mulberry32(7)
    shift = [0.6, 0.3, 0, 0, 0, 0]
    vectors = [[next(uniform) * 2 - 1 + shift[d] for d in range(DIMENSIONS)] for _ in PATCHES]
    return [unit(vector) for vector in vectors]


def unit(vector):
    length = max(math.sqrt(sum(value**2 for value in vector)), 1e-12)
    return [value / length for value in vector]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def patch_of(x, y):
    return (2 * y + 1) * ROWS // (2 * H) * COLUMNS + (2 * x + 1) * COLUMNS // (2 * W)


def majority(inside):
    owned = []
    for patch in PATCHES:
        pixels = [(x, y) for x, y in PIXELS if patch_of(x, y) == patch]
        if 2 * sum(bool(inside(x, y)) for x, y in pixels) > len(pixels):
            owned.append(patch)
    return owned


def squared_distance(a, b):
    """In patches: an integer, so that equal distances are equal exactly."""
    (row_a, column_a), (row_b, column_b) = divmod(a, COLUMNS), divmod(b, COLUMNS)
    return (row_a - row_b) ** 2 + (column_a - column_b) ** 2


def average_precision(scores, is_object):
    """Mean over the object's patches of the precision down to each; tied patches in every order, averaged."""
    total, above = 0.0, []
    for score in sorted(set(scores), reverse=True):
        tied = [o for s, o in zip(scores, is_object) if s == score]
        orders = set(itertools.permutations(tied))
        for order in orders:
            for place, o in enumerate(order):
                if o:
                    total += (sum(above) + sum(order[: place + 1])) / (len(above) + place + 1) / len(orders)
        above += tied
    return total / sum(is_object)


def at_distance(scores, centres, owned, void):
    """Every object patch against every background patch that is as far from the nearest prompt."""
    ring_of = lambda patch: min(squared_distance(patch, centre) for centre in centres)
    pairs, wins, precision = 0, 0.0, 0.0
    for ring in range(ROWS**2 + COLUMNS**2):
        mine = [j for j in PATCHES if ring_of(j) == ring and j in owned and j not in void]
        others = [j for j in PATCHES if ring_of(j) == ring and j not in owned and j not in void]
        for a in mine:
            for b in others:
                pairs += 1
                wins += 1 if scores[a] > scores[b] else 0.5 if scores[a] == scores[b] else 0
        if mine and others:
            both = mine + others
            weight = len(mine) * len(others)
            precision += weight * average_precision([scores[j] for j in both], [j in mine for j in both])
    return {"auroc": wins / pairs, "averagePrecision": precision / pairs} if pairs else None


def histogram(cosines):
    bins = [0.0] * 200
    for cosine in cosines:
        bins[min(max(math.floor((cosine + 1) * 100), 0), 199)] += 1 / len(cosines)
    return bins


def matched(Z, owned, void):
    """Cosines of an object's pairs, and of as distant pairs with patches outside, as two histograms."""
    outside = [j for j in PATCHES if j not in owned and j not in void]
    intra = [(squared_distance(a, b), dot(Z[a], Z[b])) for a in owned for b in owned if a < b]
    inter = [(squared_distance(a, b), dot(Z[a], Z[b])) for a in owned for b in outside]
    shared = {d for d, _ in intra} & {d for d, _ in inter}
    within = [(d, s) for d, s in intra if d in shared]
    if not within:
        return None
    p, q = histogram([s for _, s in within]), [0.0] * 200
    for ring in shared:
        share = sum(d == ring for d, _ in within) / len(within)
        for bin, height in enumerate(histogram([s for d, s in inter if d == ring])):
            q[bin] += share * height
    return {"pairs": len(within), "intra": p, "inter": q}


def main():
    Z, void = features(), majority(IGNORED)
    objects, matches = [], []
    for name, inside in OBJECTS.items():
        owned = majority(inside)
        centres = [patch_of(x, y) for x, y in PROMPTS[name]]
        cosines = [dot(Z[centres[0]], vector) for vector in Z]
        coarse = [math.floor(cosine * 4) / 4 for cosine in cosines]  # many ties
        three = [patch_of(x, y) for x, y in THREE_POINTS]
        query = unit([sum(values) for values in zip(*(Z[j] for j in three))])
        sweeps = [at_distance([dot(Z[p], vector) for vector in Z], [p], owned, void) for p in owned]
        valued = [sweep for sweep in sweeps if sweep]
        mean = lambda key: sum(sweep[key] for sweep in valued) / len(valued)
        objects.append(
            {
                "id": name,
                "points": PROMPTS[name],
                "cosine": at_distance(cosines, centres, owned, void),
                "coarse": at_distance(coarse, centres, owned, void),
                "threePoints": at_distance([dot(query, vector) for vector in Z], three, owned, void),
                "disc": at_distance([-squared_distance(j, centres[0]) for j in PATCHES], centres, owned, void),
                "sweep": {key: mean(key) for key in ("auroc", "averagePrecision")} if valued else None,
            }
        )
        if len(owned) >= 2:
            matches.append({"id": name, **(matched(Z, owned, void) or {"pairs": 0})})
    some = [match for match in matches if match["pairs"]]
    p, q = ([sum(match[key][bin] for match in some) / len(some) for bin in range(200)] for key in ("intra", "inter"))
    script = pathlib.Path(__file__)
    golden = {
        "script": hashlib.sha256(script.read_bytes()).hexdigest(),
        "threePoints": THREE_POINTS,
        "objects": objects,
        "pairs": {match["id"]: match["pairs"] for match in matches},
        "overlapAtDistance": sum(min(a, b) for a, b in zip(p, q)),
        "intra": p,
        "inter": q,
    }
    out = script.parents[2] / "fixtures" / "golden" / "at_distance.json"
    out.write_text(json.dumps(golden) + "\n")


main()
