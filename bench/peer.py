"""The peers of `bench/run.ts` in PyTorch, as a practitioner would write them, no tricks withheld.

  python peer.py CASE SETTINGS

answers as `bench/ours/child.ts`: a line of JSON once it is ready, a list of values for each line `go`, and its peak memory
for `end`.
"""
import itertools
import json
import math
import os
import random
import resource
import sys
import time
from pathlib import Path

import numpy as np
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


# The training step

WIDTHS = {'micro': (128, 4, 4), 'tiny': (192, 12, 3), 'small': (384, 12, 6), 'base': (768, 12, 12)}


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = (nn.LayerNorm(width, eps=1e-6) for _ in range(2))
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        batch, tokens, width = x.shape
        qkv = self.qkv(self.norm1(x)).view(batch, tokens, 3, self.heads, width // self.heads)
        attended = F.scaled_dot_product_attention(*qkv.permute(2, 0, 3, 1, 4))
        x = x + self.out(attended.transpose(1, 2).reshape(batch, tokens, width))
        return x + self.mlp(self.norm2(x))


class VisionTransformer(nn.Module):
    """Pre-norm, with a class token: gives [B, D] of that and [B, N, D] of the patches."""

    def __init__(self, model, patch, size):
        super().__init__()
        self.width, depth, heads = WIDTHS[model]
        self.patches = nn.Conv2d(3, self.width, patch, patch)
        self.cls = nn.Parameter(torch.zeros(1, 1, self.width))
        self.positions = nn.Parameter(0.02 * torch.randn(1, (size // patch) ** 2 + 1, self.width))
        self.blocks = nn.Sequential(*(Block(self.width, heads) for _ in range(depth)))
        self.norm = nn.LayerNorm(self.width, eps=1e-6)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(len(x), -1, -1), x], 1) + self.positions
        x = self.norm(self.blocks(x))
        return x[:, 0], x[:, 1:]


class Student(nn.Module):
    """A backbone and three heads: contrast on the class token, prototypes and pixels on patches."""

    def __init__(self, model, patch, size):
        super().__init__()
        self.vit = VisionTransformer(model, patch, size)
        d = self.vit.width
        self.contrast = nn.Sequential(
            nn.Linear(d, 4096, bias=False), nn.BatchNorm1d(4096), nn.ReLU(),
            nn.Linear(4096, 4096, bias=False), nn.BatchNorm1d(4096), nn.GELU(),
            nn.Linear(4096, 256, bias=False), nn.BatchNorm1d(256, affine=False),
        )
        self.head = nn.Sequential(
            nn.Linear(d, 2048), nn.GELU(), nn.Linear(2048, 2048), nn.GELU(), nn.Linear(2048, 256)
        )
        self.prototypes = nn.Parameter(0.02 * torch.randn(8192, 256))
        self.pixels = nn.Sequential(
            nn.Linear(d, d), nn.GELU(), nn.Linear(d, d), nn.GELU(), nn.Linear(d, 3 * patch**2)
        )

    def embed(self, cls):
        """Each view has batch statistics of its own."""
        return F.normalize(torch.cat([self.contrast(view) for view in cls.chunk(2)]).float(), dim=-1)

    def similarities(self, patches):
        return F.linear(F.normalize(self.head(patches), dim=-1), F.normalize(self.prototypes, dim=-1))


def patchify(images, patch):
    batch, channels, side, _ = images.shape
    n = side // patch
    grid = images.view(batch, channels, n, patch, n, patch).permute(0, 2, 4, 1, 3, 5)
    return grid.reshape(batch, n * n, channels * patch * patch)


class Step:
    """Teacher forward; student forward and backward; clip by each tensor's norm; AdamW; moving average and centre."""

    def __init__(self, settings):
        import copy

        torch.manual_seed(0)
        self.patch = settings['patch']
        self.bf16 = settings.get('precision') == 'bf16'
        self.student = Student(settings['model'], self.patch, settings['size'])
        self.teacher = copy.deepcopy(self.student).requires_grad_(False)
        self.moved = list(self.student.parameters())
        self.average = list(self.teacher.parameters())
        matrices = [p for p in self.moved if p.ndim > 1]
        vectors = [p for p in self.moved if p.ndim <= 1]
        groups = [{'params': matrices, 'weight_decay': 0.04}, {'params': vectors, 'weight_decay': 0.0}]
        self.optimiser = torch.optim.AdamW(groups, lr=1e-5, fused=True)
        self.centre = torch.zeros(8192)
        self.losses = torch.compile(self.forward) if settings.get('compile') else self.forward

    def forward(self, clean, dirty, mask):
        with torch.no_grad():
            cls, patches = self.teacher.vit(clean)
            keys = self.teacher.embed(cls)
            logits = self.teacher.similarities(patches).float()
            targets = ((logits - self.centre) / 0.04).softmax(-1)
            centre = logits.mean((0, 1))
        cls, patches = self.student.vit(dirty)
        queries = self.student.embed(cls)
        one, two = queries.chunk(2)
        key_one, key_two = keys.chunk(2)
        label = torch.arange(len(one))
        pairs = ((one, key_two), (two, key_one))
        contrast = sum(2 * 0.2 * F.cross_entropy(q @ k.T / 0.2, label) for q, k in pairs)
        log_shares = (self.student.similarities(patches).float() / 0.1).log_softmax(-1)
        distillation = -(targets * log_shares).sum(-1).mean()
        hidden = patchify(mask.expand(-1, 3, -1, -1), self.patch)
        error = (self.student.pixels(patches).float() - patchify(clean, self.patch)).abs()
        reconstruction = (error * hidden).sum() / hidden.sum()
        return reconstruction + distillation + contrast, centre

    def __call__(self, clean, dirty, mask):
        with torch.autocast('cpu', torch.bfloat16, enabled=self.bf16):
            loss, centre = self.losses(clean, dirty, mask)
        loss.backward()
        gradients = [p.grad for p in self.moved]
        factors = [(3 / (norm + 1e-6)).clamp(max=1) for norm in torch._foreach_norm(gradients)]
        torch._foreach_mul_(gradients, factors)
        self.optimiser.step()
        self.optimiser.zero_grad()
        with torch.no_grad():
            torch._foreach_lerp_(self.average, self.moved, 1 - 0.996)
            self.centre.lerp_(centre, 0.1)
        return loss.item()


def step(settings):
    count, batch, size = settings['count'], settings['batch'], settings['size']
    make = torch.Generator().manual_seed(1)
    clean, dirty = (torch.randn(2 * batch, 3, size, size, generator=make) for _ in range(2))
    mask = (torch.rand(2 * batch, 1, size, size, generator=make) < 0.5).float()
    once = Step(settings)
    for _ in range(2):
        once(clean, dirty, mask)

    def measure():
        times = []
        for _ in range(count):
            began = time.perf_counter()
            once(clean, dirty, mask)
            times.append(1000 * (time.perf_counter() - began))
        return times

    return measure, {}


def training(settings):
    """The step on the input pipeline's batches, as they come: photos a second without the first two."""
    batches = loader({**settings, 'count': settings['count'] + 2})
    once = Step(settings)

    def measure():
        for i, batch in enumerate(batches):
            once(*batch)
            if i == 1:
                began = time.perf_counter()
        return [settings['count'] * settings['batch'] / (time.perf_counter() - began)]

    return measure, {}


# The evaluation

ELLIPSES = [(0.3, 0.4, 0.25, 0.3), (0.7, 0.6, 0.2, 0.25), (0.5, 0.2, 0.1, 0.12), (0.2, 0.8, 0.12, 0.1)]
THRESHOLDS = np.linspace(-0.1, 0.99, 110)


def evaluation(settings):
    from PIL import Image

    side, patch = math.isqrt(settings['tokens']), settings['patch']
    network = VisionTransformer(settings['model'], patch, side * patch).eval()
    mean, deviation = (torch.tensor(x).view(3, 1, 1) for x in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))
    files = itertools.cycle(sorted(Path(settings['photos']).rglob('*.jpg')))

    @torch.inference_mode()
    def evaluate():
        photo = torch.from_numpy(np.asarray(Image.open(next(files)).convert('RGB')).copy()).permute(2, 0, 1)
        height, width = photo.shape[1:]
        small = F.interpolate(photo[None].float(), (side * patch,) * 2, mode='bilinear', antialias=True)[0]
        _, patches = network(((small / 255 - mean) / deviation)[None])
        features = F.normalize(patches[0], dim=-1).numpy()
        rows = np.arange(height) * side // height
        columns = np.arange(width) * side // width
        cell = rows[:, None] * side + columns
        total = np.bincount(cell.ravel(), minlength=side * side)
        for x, y, rx, ry in ELLIPSES:
            u = ((np.arange(width) + 0.5) / width - x) / rx
            v = ((np.arange(height) + 0.5) / height - y) / ry
            mask = u[None] ** 2 + v[:, None] ** 2 <= 1
            inside = np.bincount(cell[mask], minlength=side * side)
            sweep(features, inside, total)

    evaluate()

    def measure():
        began = time.perf_counter()
        for _ in range(settings['count']):
            evaluate()
        return [1000 * (time.perf_counter() - began) / settings['count']]

    return measure, {}


def sweep(features, inside, total):
    """Each patch that the object owns as a prompt, at every threshold: means over the prompts."""
    prompts = np.flatnonzero(2 * inside > total)
    if len(prompts) == 0:
        return None
    cosines = features[prompts] @ features.T
    order = np.argsort(-cosines, axis=1)
    scores = np.take_along_axis(cosines, order, 1)
    hits = np.cumsum(inside[order], 1)
    predicted = np.cumsum(total[order], 1)
    target = inside.sum()

    chosen = np.stack([np.searchsorted(-row, -THRESHOLDS, side='right') for row in scores])
    none = np.zeros((len(prompts), 1), hits.dtype)
    hit = np.take_along_axis(np.hstack([none, hits]), chosen, 1)
    guess = np.take_along_axis(np.hstack([none, predicted]), chosen, 1)
    with np.errstate(invalid='ignore', divide='ignore'):
        curves = hit / (guess + target - hit), hit / guess, hit / target, 2 * hit / (guess + target)

    overlap = hits / (predicted + target - hits)
    recall = hits / target
    precision = hits / predicted
    average = (np.diff(recall, axis=1, prepend=0) * precision).sum(1)
    wrong = predicted - hits
    negative = wrong[:, -1:] / max(1, wrong[0, -1])
    area = np.trapezoid(recall, wrong / np.maximum(1, wrong[:, -1:]), axis=1) * negative[:, 0]

    bins = np.clip(((cosines - scores[:, -1:]) / np.ptp(scores, axis=1)[:, None] * 256).astype(int), 0, 255)
    count = np.zeros((len(prompts), 256))
    np.add.at(count, (np.arange(len(prompts))[:, None], bins), total)
    below = np.cumsum(count, 1)
    moment = np.cumsum(count * (np.arange(256) + 0.5), 1)
    above = below[:, -1:] - below
    with np.errstate(invalid='ignore', divide='ignore'):
        between = below * above * (moment / below - (moment[:, -1:] - moment) / above) ** 2
    split = np.nanargmax(between, 1)
    is_object = bins > split[:, None]
    otsu = (is_object * inside).sum(1) / ((is_object * total).sum(1) + target - (is_object * inside).sum(1))
    return [np.nanmean(curve, 0) for curve in curves], overlap.max(1).mean(), average.mean(), area.mean(), otsu.mean()


def matmul(settings):
    """The fastest of some products of two square matrices, in 5 s at most: GFLOP/s."""
    size = settings['size']
    a, b = (torch.randn(size, size).to(getattr(torch, settings['torch'])) for _ in range(2))
    out = a @ b

    def measure():
        times = []
        for _ in range(settings['count']):
            began = time.perf_counter()
            torch.mm(a, b, out=out)
            times.append(time.perf_counter() - began)
            if sum(times) > 5:  # bfloat16 without AVX-512 takes half a minute a product
                break
        return [2e-9 * size**3 / min(times)]

    return measure, {}


def main():
    name, settings = sys.argv[1], json.loads(sys.argv[2])
    torch.set_num_threads(len(os.sched_getaffinity(0)))
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
