"""Golden losses of whole training steps as iBOT, MC-SSL and MoCo v3 make them: timm and PyTorch in float64.

python3 test/oracle/recipe_steps.py     (made with torch 2.15.0, timm 1.0.31, NumPy 2.4.6)

A ViT of two blocks, 32 px views with patches of 8 px, local views of 16 px, no drop path. Weights, views and masks are
computed, not stored: mulberry32 seeded with the FNV-1a of a name. MoCo v3 moves its teacher before the keys, as
published.
"""
import hashlib
import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from timm.models.vision_transformer import VisionTransformer
from torch import nn

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
ROOT = Path(__file__).resolve().parents[2]
PHOTOS, SIZE, LOCAL, PATCH, WIDTH, STEPS, STEPS_PER_EPOCH = 6, 32, 16, 8, 32, 12, 4
HIDDEN, BOTTLENECK, PROTOTYPES, OUT = 24, 16, 40, 12
LEARNING_RATE, MOMENTUM = 3e-4, 0.9

CASES = {
    'ibot': {'distils': True, 'learned': True, 'masked': True, 'local': 3},
    'mc-ssl': {'distils': True, 'own': True, 'reconstructs': True, 'local': 2},
    'moco-v3': {'contrasts': True},
}


def drawn(name, *shape):
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = (seed ^ byte) * 0x01000193 & 0xFFFFFFFF
    state = (np.uint64(seed) + np.uint64(0x6D2B79F5) * np.arange(1, math.prod(shape) + 1, dtype=np.uint64)).astype(np.uint32)
    t = (state ^ (state >> 15)) * (1 | state)
    t = (t + (t ^ (t >> 7)) * (61 | t)) ^ t
    return (2 * ((t ^ (t >> 14)) / 2**32) - 1).reshape(shape)


def rounded(values):
    return torch.from_numpy(values.astype(np.float32).astype(np.float64))


def table(learned):
    shapes = {'weight': (PROTOTYPES, BOTTLENECK)} | ({'length': (PROTOTYPES, 1)} if learned else {})
    return nn.ParameterDict({name: nn.Parameter(torch.empty(shape)) for name, shape in shapes.items()})


class Network(nn.Module):
    def __init__(self, distils=False, learned=False, own=False, masked=False, reconstructs=False, contrasts=False, local=0):
        super().__init__()
        self.vit = VisionTransformer(SIZE, PATCH, embed_dim=WIDTH, depth=2, num_heads=2, num_classes=0)
        if masked:
            self.mask_token = nn.Parameter(torch.empty(1, 1, WIDTH))
        if distils:
            self.prototype_head = nn.ModuleDict({
                'fc1': nn.Linear(WIDTH, HIDDEN), 'fc2': nn.Linear(HIDDEN, HIDDEN), 'fc3': nn.Linear(HIDDEN, BOTTLENECK),
                'prototypes': table(learned),
            } | ({'class_prototypes': table(learned)} if own else {}))
        if reconstructs:
            self.pixel_head = nn.ModuleDict({
                'fc1': nn.Linear(WIDTH, WIDTH), 'fc2': nn.Linear(WIDTH, WIDTH), 'pixels': nn.Linear(WIDTH, 3 * PATCH**2),
            })
        if contrasts:
            self.contrast_head = nn.ModuleDict({
                'fc1': nn.Linear(WIDTH, HIDDEN, bias=False), 'norm1': nn.BatchNorm1d(HIDDEN),
                'fc2': nn.Linear(HIDDEN, HIDDEN, bias=False), 'norm2': nn.BatchNorm1d(HIDDEN),
                'fc3': nn.Linear(HIDDEN, OUT, bias=False),
            })
            self.predictor_head = nn.ModuleDict({
                'fc1': nn.Linear(OUT, HIDDEN, bias=False), 'norm1': nn.BatchNorm1d(HIDDEN),
                'fc2': nn.Linear(HIDDEN, OUT, bias=False),
            })
            self.last_norm = nn.BatchNorm1d(OUT, affine=False)
        with torch.no_grad():
            for name, parameter in self.weights().items():
                values = drawn(name, *parameter.shape)
                if parameter.ndim > 1 and not name.endswith('.length'):
                    values = 0.02 * math.sqrt(3) * values
                else:
                    values = 0.02 * values if name.endswith('.bias') else 1 + 0.1 * values
                parameter.copy_(rounded(values))

    def weights(self):
        return {name.removeprefix('vit.'): parameter for name, parameter in self.named_parameters()}

    def tokens(self, images, masked=None):
        x = self.vit.patch_embed.proj(images.permute(0, 3, 1, 2)).flatten(2).transpose(1, 2)
        if masked is not None:
            x = torch.where(masked[..., None].bool(), self.mask_token, x)
        positions = self.vit.pos_embed[:, 1:].reshape(1, SIZE // PATCH, SIZE // PATCH, WIDTH).permute(0, 3, 1, 2)
        side = images.shape[1] // PATCH
        if side != SIZE // PATCH:
            factor = (side + 0.1) / (SIZE // PATCH)
            positions = F.interpolate(positions, scale_factor=(factor, factor), mode='bicubic')
        x = x + positions.permute(0, 2, 3, 1).reshape(1, -1, WIDTH)
        cls = (self.vit.cls_token + self.vit.pos_embed[:, :1]).expand(len(x), -1, -1)
        x = self.vit.norm(self.vit.blocks(torch.cat([cls, x], 1)))
        return x[:, 0], x[:, 1:]

    def similarities(self, tokens, kind='prototypes'):
        h = self.prototype_head
        x = h['fc3'](F.gelu(h['fc2'](F.gelu(h['fc1'](tokens)))))
        rows = h[kind] if kind in h else h['prototypes']
        prototypes = F.normalize(rows['weight'], dim=-1) * (rows['length'] if 'length' in rows else 1)
        return F.normalize(x, dim=-1) @ prototypes.T

    def embed(self, cls):
        h = self.contrast_head
        x = F.relu(h['norm2'](h['fc2'](F.relu(h['norm1'](h['fc1'](cls))))))
        return self.last_norm(h['fc3'](x))

    def predict(self, embedding):
        h = self.predictor_head
        return self.last_norm(h['fc2'](F.relu(h['norm1'](h['fc1'](embedding)))))

    def pixels(self, patches):
        h = self.pixel_head
        x = h['pixels'](F.gelu(h['fc2'](F.gelu(h['fc1'](patches)))))
        side = SIZE // PATCH
        return x.reshape(-1, side, side, 3, PATCH, PATCH).permute(0, 1, 4, 2, 5, 3).reshape(-1, SIZE, SIZE, 3)


def cosine(start, end, step):
    return end + (start - end) * (1 + math.cos(math.pi * step / STEPS)) / 2


def entropy(target, logits):
    return -(target * F.log_softmax(logits / 0.1, dim=-1)).sum(-1)


def distillation(student, teacher, case, centres, clean, step):
    """The losses of patches and of class tokens, the student's patches, and the teacher's logits."""
    hidden = rounded((drawn(f'mask {step}', 2 * PHOTOS, (SIZE // PATCH) ** 2) < 0).astype(np.float64))
    side = SIZE // PATCH
    mask = hidden.reshape(-1, side, 1, side, 1, 1).expand(-1, -1, PATCH, -1, PATCH, 1).reshape(-1, SIZE, SIZE, 1)
    with torch.no_grad():
        cls, patches = teacher.tokens(clean)
        logits = teacher.similarities(patches), teacher.similarities(cls, 'class_prototypes')
        temperature = np.linspace(0.04, 0.07, 2)[min(step // STEPS_PER_EPOCH, 1)]
        of_patches, of_classes = (F.softmax((x - c) / temperature, -1) for x, c in zip(logits, centres))
    if case.get('masked'):
        cls, patches = student.tokens(clean, hidden)
    else:
        cls, patches = student.tokens(clean * (1 - mask))
    views = rounded(drawn(f'local {step}', case['local'] * PHOTOS, LOCAL, LOCAL, 3))
    classes = student.similarities(torch.cat([cls, student.tokens(views)[0]]), 'class_prototypes').split(PHOTOS)
    pairs = [
        entropy(target, view).mean()
        for u, target in enumerate(of_classes.split(PHOTOS))
        for v, view in enumerate(classes) if u != v
    ]
    by_patch = entropy(of_patches, student.similarities(patches))
    if case.get('masked'):
        patch_loss = ((by_patch * hidden).sum(-1) / hidden.sum(-1).clamp(min=1)).mean()
    else:
        patch_loss = by_patch.mean()
    return patch_loss, sum(pairs) / len(pairs), patches, mask, logits


def contrast(student, teacher, clean):
    queries = [student.predict(student.embed(view)) for view in student.tokens(clean)[0].split(PHOTOS)]
    with torch.no_grad():
        keys = [teacher.embed(view) for view in teacher.tokens(clean)[0].split(PHOTOS)]
    labels = torch.arange(PHOTOS)
    unit = lambda x: F.normalize(x, dim=-1)
    return 2 * 0.2 * sum(F.cross_entropy(unit(queries[i]) @ unit(keys[1 - i]).T / 0.2, labels) for i in (0, 1))


def train(name, case):
    student, teacher = Network(**case), Network(**case).requires_grad_(False)
    weights, slow = student.weights(), teacher.weights()
    is_moco = name == 'moco-v3'
    if is_moco:
        weights = {n: w for n, w in weights.items() if n != 'pos_embed' and not n.startswith('patch_embed.')}
    decaying = [w for n, w in weights.items() if is_moco or (w.ndim > 1 and not n.endswith('.bias'))]
    rest = [w for w in weights.values() if not any(w is other for other in decaying)]
    optimiser = torch.optim.AdamW([{'params': decaying}, {'params': rest, 'weight_decay': 0}] if rest else [{'params': decaying}])
    centres = [torch.zeros(PROTOTYPES), torch.zeros(PROTOTYPES)]
    prototypes = 'class_prototypes' if case.get('own') else 'prototypes'

    def move_teacher(step):
        with torch.no_grad():
            for n, w in weights.items():
                slow[n].mul_(cosine(MOMENTUM, 1, step)).add_((1 - cosine(MOMENTUM, 1, step)) * w)

    losses = []
    for step in range(STEPS):
        clean = rounded(drawn(f'clean {step}', 2 * PHOTOS, SIZE, SIZE, 3))
        terms = {}
        if is_moco:
            move_teacher(step)
            terms['lossContrast'] = contrast(student, teacher, clean)
        else:
            terms['lossDistillation'], terms['lossClassDistillation'], patches, mask, logits = distillation(
                student, teacher, case, centres, clean, step)
            centres = [0.9 * c + 0.1 * x.reshape(-1, PROTOTYPES).mean(0) for c, x in zip(centres, logits)]
        if case.get('reconstructs'):
            corrupted = mask.bool().expand_as(clean)
            terms['lossReconstruction'] = F.mse_loss(student.pixels(patches)[corrupted], clean[corrupted])
        losses.append({term: loss.item() for term, loss in terms.items()})

        optimiser.zero_grad()
        sum(terms.values()).backward()
        if not is_moco:
            for weight in weights.values():
                weight.grad *= min(1, 3 / (weight.grad.norm().item() + 1e-6))
            if step < STEPS_PER_EPOCH:
                for n, weight in weights.items():
                    if n.startswith(f'prototype_head.{prototypes}.'):
                        weight.grad = None
        for group in optimiser.param_groups:
            group['lr'] = cosine(LEARNING_RATE, 1e-6, step)
        optimiser.param_groups[0]['weight_decay'] = 0.1 if is_moco else cosine(0.04, 0.4, step)
        optimiser.step()
        if not is_moco:
            move_teacher(step)
    return losses


golden = {'script': hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}
golden |= {name: train(name, case) for name, case in CASES.items()}
(ROOT / 'fixtures/golden/recipe_steps.json').write_text(json.dumps(golden))
