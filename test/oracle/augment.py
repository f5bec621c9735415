"""Golden values of the augmentations: Pillow's and torchvision's own operations, on images that are computed.

python3 test/oracle/augment.py     (made with Pillow 13.0.0, torchvision 0.29.2, NumPy 2.4.6, SciPy 1.17.1)

Images go in as formulas and come out as SHA-256 of their bytes. The blur alone has no counterpart in Pillow: its
reference is SciPy's correlation with a sampled Gaussian in float64.
"""
import hashlib
import json
import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter, ImageOps
from scipy.ndimage import correlate1d
from torchvision.transforms import functional as F

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


def pattern(width, height):
    i = np.arange(width * height * 3, dtype=np.int64)
    return Image.fromarray(((i * 7919 + (i * i) % 251 * 31) % 256).astype(np.uint8).reshape(height, width, 3))


def lattice():
    """All 32,768 colours whose samples are multiples of 8, plus their low bits turned: 256 by 128 pixels."""
    i = np.arange(32768)
    samples = np.stack([i >> 10 & 31, i >> 5 & 31, i & 31], axis=-1)
    return Image.fromarray(((samples << 3) | (samples + i[:, None]) % 8).astype(np.uint8).reshape(128, 256, 3))


def digest(image):
    return hashlib.sha256(np.asarray(image, dtype=np.uint8).tobytes()).hexdigest()


def uniform(low, high, random):
    return low + (high - low) * random()


def random_crop(width, height, scale, random):
    """torchvision's `RandomResizedCrop.get_params`, its draws taken from `random`."""
    area = height * width
    ratio = (3.0 / 4.0, 4.0 / 3.0)
    for _ in range(10):
        target_area = area * uniform(scale[0], scale[1], random)
        aspect = math.exp(uniform(math.log(ratio[0]), math.log(ratio[1]), random))
        w = int(round(math.sqrt(target_area * aspect)))
        h = int(round(math.sqrt(target_area / aspect)))
        if 0 < w <= width and 0 < h <= height:
            top = math.floor(random() * (height - h + 1))
            left = math.floor(random() * (width - w + 1))
            return left, top, w, h
    w, h = width, height
    if width / height < min(ratio):
        h = int(round(w / min(ratio)))
    elif width / height > max(ratio):
        w = int(round(h * max(ratio)))
    return (width - w) // 2, (height - h) // 2, w, h


def resized_crop(image, crop, size, interpolation='bicubic'):
    """Rows first, then columns: Pillow up to 12 always, Pillow 13 unless the other order costs less."""
    left, top, width, height = crop
    kernel = {'bicubic': Image.Resampling.BICUBIC, 'bilinear': Image.Resampling.BILINEAR}[interpolation]
    rows = image.crop((left, top, left + width, top + height)).resize((size, height), kernel)
    return rows.resize((size, size), kernel)


def jitter(image, amounts, random):
    order = [0, 1, 2, 3]
    for i in (3, 2, 1):
        j = math.floor(random() * (i + 1))
        order[i], order[j] = order[j], order[i]
    drawn = [centre + spread * (2 * random() - 1) for centre, spread in zip((1, 1, 1, 0), amounts)]
    operations = (F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue)
    for i in order:
        image = operations[i](image, drawn[i])
    return image


def blur(image, sigma):
    radius = math.ceil(3 * sigma)
    kernel = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    x = np.asarray(image, dtype=np.float64)
    for axis in (0, 1):
        x = correlate1d(x, kernel, axis=axis, mode='nearest')
    return Image.fromarray(np.floor(x + 0.5).astype(np.uint8))


def augment(image, options, random):
    crop = random_crop(*image.size, options['scale'], random)
    view = resized_crop(image, crop, options['size'], options['interpolation'])
    if not options['flipLast'] and random() < options['flip']:
        view = F.hflip(view)
    if random() < options['jitter']:
        colour = options['colour']
        amounts = [colour[k] for k in ('brightness', 'contrast', 'saturation', 'hue')]
        view = jitter(view, amounts, random)
    if random() < options['grayscale']:
        view = F.rgb_to_grayscale(view, 3)
    if random() < options['blur']:
        view = blur(view, uniform(*options['sigma'], random))
    if random() < options['solarise']:
        view = ImageOps.solarize(view, 128)
    if options['flipLast'] and random() < options['flip']:
        view = F.hflip(view)
    return view


crops = []
for seed, (width, height, scale) in enumerate(
    [(500, 375, (0.2, 1)), (64, 48, (0.05, 0.25)), (100, 9, (0.9, 1)), (9, 100, (0.9, 1)), (33, 33, (1, 1)), (1, 1, (0.2, 1))]
):
    random = mulberry32(seed)
    crops += [
        {'seed': seed, 'width': width, 'height': height, 'scale': scale}
        | {'crops': [random_crop(width, height, scale, random) for _ in range(12)]}
    ]

resized = [
    {'from': size, 'crop': crop, 'size': out, 'interpolation': interpolation}
    | {'sha256': digest(resized_crop(pattern(*size), crop, out, interpolation))}
    for interpolation in ('bicubic', 'bilinear')
    for size, crop, out in [
        ((61, 47), (0, 0, 61, 47), 16),
        ((61, 47), (7, 5, 40, 33), 32),
        ((61, 47), (50, 40, 11, 7), 24),
        ((20, 300), (2, 3, 16, 290), 16),
        ((5, 4), (1, 1, 1, 2), 8),
        ((96, 96), (0, 0, 96, 96), 96),
    ]
]

colours = []
for operation, amounts in {
    'adjustBrightness': (0.6, 0.95, 1.0, 1.37, 0.0),
    'adjustContrast': (0.6, 0.95, 1.0, 1.37, 0.0),
    'adjustSaturation': (0.8, 0.95, 1.0, 1.2, 1.8, 0.0),
    'adjustHue': (-0.5, -0.1, -0.003, 0.0, 0.004, 0.07, 0.5),
}.items():
    python = getattr(F, 'adjust_' + operation[6:].lower())
    for amount in amounts:
        colours += [{'operation': operation, 'amount': amount, 'sha256': digest(python(lattice(), amount))}]
grayscale = digest(F.rgb_to_grayscale(lattice(), 3))
solarise = digest(ImageOps.solarize(lattice(), 128))
flip = [{'size': size, 'sha256': digest(F.hflip(pattern(*size)))} for size in [(7, 3), (8, 2), (1, 2)]]

jitters = []
for seed in range(8):
    jitters += [{'seed': seed, 'sha256': digest(jitter(lattice(), (0.4, 0.4, 0.2, 0.1), mulberry32(seed)))}]

blurs = [
    {'sigma': sigma, 'size': size, 'sha256': digest(blur(pattern(*size), sigma))}
    for sigma, size in [(0.1, (17, 9)), (0.5, (17, 9)), (1.0, (64, 48)), (1.73, (64, 48)), (2.0, (64, 48)), (2.0, (3, 2))]
]

# How far the sampled Gaussian is from Pillow's three boxes, on an image with the contrasts of photographs.
smooth = pattern(64, 64).resize((224, 224), Image.Resampling.BICUBIC)
pillow = [
    {'sigma': sigma}
    | dict(zip(('mean', 'worst'), (lambda d: (float(d.mean()), int(d.max())))(
        np.abs(np.asarray(blur(smooth, sigma), int) - np.asarray(smooth.filter(ImageFilter.GaussianBlur(sigma)), int))
    )))
    for sigma in (0.1, 0.5, 1.0, 1.5, 2.0)
]

options = {
    'size': 48,
    'scale': [0.2, 1],
    'interpolation': 'bicubic',
    'flip': 0.5,
    'flipLast': False,
    'jitter': 0.8,
    'colour': {'brightness': 0.4, 'contrast': 0.4, 'saturation': 0.2, 'hue': 0.1},
    'grayscale': 0.2,
    'blur': 0.5,
    'sigma': [0.1, 2],
    'solarise': 0.2,
}


def views(changes):
    changed = options | changes
    digests = [digest(augment(pattern(90, 70), changed, mulberry32(seed))) for seed in range(40)]
    return {'options': changed, 'views': [{'seed': seed, 'sha256': sha256} for seed, sha256 in enumerate(digests)]}



script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
golden = {
    'script': script,
    'crops': crops,
    'resized': resized,
    'colours': colours,
    'grayscale': grayscale,
    'solarise': solarise,
    'flip': flip,
    'jitters': jitters,
    'blurs': blurs,
    'blurToPillow': pillow,
    'augment': views({}),
    'augmentAsMocoV3': views({'interpolation': 'bilinear', 'flipLast': True}),
}
(ROOT / 'fixtures/golden/augment.json').write_text(json.dumps(golden) + '\n')
