"""The peers of `bench/run.ts` in PyTorch, as a practitioner would write them, no tricks withheld.

  python peer.py CASE SETTINGS

answers as `bench/ours/child.ts`: a line of JSON once it is ready, a list of values for each line `go`, and its peak memory
for `end`.
"""
import itertools
import json
import math
import random
import resource
import sys
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F


# The input pipeline


def transform(size, blur, solarise):
    """One view as SiT makes it, of a PIL image; gives float32 [3, size, size] in ImageNet's normalised colours."""
    from torchvision.transforms import v2

    return v2.Compose([
        v2.RandomResizedCrop(size, scale=(0.2, 1), interpolation=v2.InterpolationMode.BICUBIC),
        v2.RandomHorizontalFlip(),
        v2.RandomApply([v2.ColorJitter(0.4, 0.4, 0.2, 0.1)], p=0.8),
        v2.RandomGrayscale(0.2),
        v2.RandomApply([v2.GaussianBlur(13 if size > 128 else 7, (0.1, 2))], p=blur),
        v2.RandomSolarize(128, p=solarise),
        v2.ToImage(),
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    ])


class Photos(torch.utils.data.Dataset):
    """Two views and their hidden pixels of each photo below a folder."""

    def __init__(self, folder, size):
        self.files = sorted(str(file) for file in Path(folder).rglob('*.jpg'))
        self.views = transform(size, 1, 0), transform(size, 0.1, 0.2)
        self.size = size

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        from PIL import Image

        photo = Image.open(self.files[index % len(self.files)]).convert('RGB')
        return [view(photo) for view in self.views], [hidden(self.size) for _ in self.views]


def hidden(size):
    """GMML: (the pixels hidden in blocks until half, or .3 of them, are; whether they come from another view)."""
    foreign = random.random() < 0.5
    goal = (0.3 if foreign else 0.5) * size * size
    mask = torch.zeros(1, size, size)
    cells = mask[0].numpy()
    most = max(2, int(0.3 * size))
    while cells.sum() < goal:
        top, left = random.randrange(size), random.randrange(size)
        cells[top : top + random.randrange(1, most), left : left + random.randrange(1, most)] = 1
    return mask, foreign


def collate(items):
    """[2B, 3, S, S] clean views, corrupted ones, and [2B, 1, S, S] masks: all first views, then all second ones."""
    clean = torch.stack([views[k] for k in (0, 1) for views, _ in items])
    masks = [blocks[k] for k in (0, 1) for _, blocks in items]
    mask = torch.stack([mask for mask, _ in masks])
    count = len(clean)
    fill = torch.zeros_like(clean)
    for i, (_, foreign) in enumerate(masks):
        if foreign:
            fill[i] = clean[(i + 1 + random.randrange(count - 1)) % count]
    return clean, torch.where(mask.bool(), fill, clean), mask


class Endless(torch.utils.data.Sampler):
    """Indices in a new random order, for as many photos as are granted at a time."""

    def __init__(self, length, count):
        self.length, self.count = length, count

    def __len__(self):
        return self.count

    def __iter__(self):
        return iter([random.randrange(self.length) for _ in range(self.count)])


def loader(settings, workers=2):
    photos = Photos(settings['photos'], settings['size'])
    return torch.utils.data.DataLoader(
        photos,
        settings['batch'],
        sampler=Endless(len(photos), settings['count'] * settings['batch']),
        num_workers=workers,
        collate_fn=collate,
        persistent_workers=True,
        worker_init_fn=lambda index: (random.seed(index), torch.set_num_threads(1)),
    )


def input(settings):
    batches = loader(settings)
    for _ in batches:
        pass

    def measure():
        began = time.perf_counter()
        for _ in batches:
            pass
        return [settings['count'] * settings['batch'] / (time.perf_counter() - began)]

    return measure, {}


def main():
    name, settings = sys.argv[1], json.loads(sys.argv[2])
    torch.set_num_threads(len(__import__('os').sched_getaffinity(0)))
    measure, ready = globals()[name](settings)
    say(ready)
    for line in sys.stdin:
        if line.strip() == 'end':
            break
        say(measure())
    say({'peakMB': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000})


def say(answer):
    print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    main()
