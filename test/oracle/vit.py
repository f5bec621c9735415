"""Golden tokens, keys and gradients of vision transformers: timm's and transformers' own models in float64.

python3 test/oracle/vit.py     (made with torch 2.15.0, timm 1.0.31, transformers 5.23.0, NumPy 2.4.6)

Weights and images are computed, not stored: tensor NAME of a file is drawn by mulberry32 seeded with the FNV-1a of
NAME, uniform in [-0.2, 0.2), around 1 for the scales of norms and LayerScale; `sizes` uses the untrained reference
network instead. What is stored of an output is every k-th number, see `sample`.
"""
import hashlib
import json
import math
from pathlib import Path

import numpy as np
import timm
import torch
import torch.nn.functional as F
import transformers
from timm.layers import SwiGLUPacked
from timm.models.vision_transformer import VisionTransformer

torch.set_num_threads(1)
transformers.logging.set_verbosity_error()
ROOT = Path(__file__).resolve().parents[2]


def mulberry32(seed, size):
    """Entry i depends on seed and i alone, so that all of them are computed at once."""
    state = (np.uint64(seed) + np.uint64(0x6D2B79F5) * np.arange(1, size + 1, dtype=np.uint64)).astype(np.uint32)
    t = (state ^ (state >> 15)) * (1 | state)
    t = (t + (t ^ (t >> 7)) * (61 | t)) ^ t
    return (t ^ (t >> 14)) / 2**32


def fnv1a(text):
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def tensor(values, shape):
    return torch.from_numpy(values.astype(np.float32).astype(np.float64).reshape(shape))


def drawn(seed, *shape):
    return tensor(2 * mulberry32(seed, math.prod(shape)) - 1, shape)


def file_tensor(name, shape):
    """What a file with these names holds."""
    values = 0.2 * (2 * mulberry32(fnv1a(name), math.prod(shape)) - 1)
    is_scale = len(shape) == 1 and name.endswith(('weight', 'gamma', 'lambda1', 'gamma_1', 'gamma_2'))
    return tensor(values + 1 if is_scale else values, shape)


def untrained_tensor(name, shape):
    """The untrained reference network."""
    if name.endswith('.bias'):
        return torch.zeros(shape, dtype=torch.float64)
    if 'norm' in name:
        return torch.ones(shape, dtype=torch.float64)
    bound = 1 / math.sqrt(math.prod(shape[1:])) if name.startswith('patch_embed') else 0.02 * math.sqrt(3)
    return tensor(bound * (2 * mulberry32(fnv1a('0:' + name), math.prod(shape)) - 1), shape)


def numbers(x):
    return [float(f'{value:.9g}') for value in x.detach().reshape(-1).tolist()]


def sample(x, count=24):
    """About `count` numbers, evenly spread over the row-major tensor."""
    flat = x.detach().reshape(-1)
    step = max(1, flat.numel() // count)
    return {'step': step, 'values': numbers(flat[::step])}


def resize(grid, size, how):
    """[1, D, S, S] to [1, D, *size], by the three calls in use."""
    options = {
        'bicubic': {'size': size},
        'bicubic-offset': {'scale_factor': tuple((n + 0.1) / grid.shape[-1] for n in size)},
        'bicubic-antialias': {'size': size, 'antialias': True},
    }[how]
    resized = F.interpolate(grid, mode='bicubic', align_corners=False, **options)
    assert tuple(resized.shape[2:]) == tuple(size)
    return resized


def resized_table(table, size, how):
    side = math.isqrt(table.shape[1] - 1)
    if size == (side, side):
        return table
    grid = table[:, 1:].reshape(1, side, side, -1).permute(0, 3, 1, 2)
    return torch.cat([table[:, :1], resize(grid, size, how).flatten(2).transpose(1, 2)], 1)


def timm_tokens(model, images, how='bicubic'):
    """timm's modules, with the table resized as asked for; also the last keys."""
    patch = model.patch_embed.patch_size[0]
    size = (images.shape[2] // patch, images.shape[3] // patch)
    x = F.conv2d(images, model.patch_embed.proj.weight, model.patch_embed.proj.bias, stride=patch).flatten(2).transpose(1, 2)
    table = model.pos_embed
    if model.no_embed_class:
        table = torch.cat([torch.zeros_like(table[:, :1]), table], 1)
    x = torch.cat([model.cls_token.expand(len(x), -1, -1), x], 1) + resized_table(table, size, how)
    if model.reg_token is not None:
        x = torch.cat([x[:, :1], model.reg_token.expand(len(x), -1, -1), x[:, 1:]], 1)
    for block in model.blocks[:-1]:
        x = block(x)
    last = model.blocks[-1]
    keys = last.attn.qkv(last.norm1(x)).chunk(3, -1)[1]
    prefix = model.num_prefix_tokens
    x = model.norm(last(x))
    return x[:, 0], x[:, prefix:], keys[:, prefix:]


def load(model, state):
    model.double().eval()
    result = model.load_state_dict(state, strict=False)
    assert not [name for name in result.missing_keys if 'mask_token' not in name and 'pooler' not in name], result
    assert not result.unexpected_keys, result
    return model


def plain(**changes):
    options = {'img_size': 32, 'patch_size': 8, 'embed_dim': 32, 'depth': 2, 'num_heads': 2, 'num_classes': 0, **changes}
    return VisionTransformer(**options)


def names_of(model):
    return {name: list(value.shape) for name, value in model.state_dict().items()}


def saved_names(model):
    """The names that transformers writes, which are those of the published files."""
    import tempfile

    from safetensors import safe_open

    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        with safe_open(f'{folder}/model.safetensors', 'pt') as file:
            return {name: list(file.get_slice(name).get_shape()) for name in file.keys()}


def load_saved(model, files):
    """Through `from_pretrained`, which knows how published names become the module's."""
    import tempfile

    from safetensors.torch import save_file

    with tempfile.TemporaryDirectory() as folder:
        model.config.save_pretrained(folder)
        save_file({name: value.float() for name, value in files.items()}, f'{folder}/model.safetensors', {'format': 'pt'})
        return type(model).from_pretrained(folder, attn_implementation='eager').double().eval()


def case(title, names, tokens, size, config=None, network=None):
    """`config`, `network`: what the reader must be told, for the file does not say it."""
    cls, patches, *keys = tokens
    result = {'title': title, 'tensors': names, 'image': list(size), 'cls': sample(cls), 'patches': sample(patches)}
    if keys:
        result['keys'] = sample(keys[0])
    if config:
        result['config'] = config
    if network:
        result['network'] = network
    return result


def images_of(size):
    return drawn(5, 2, size[0], size[1], 3).permute(0, 3, 1, 2)


HEADS = {'heads': 2}


def timm_cases():
    yield timm_case('timm, patch 16', plain(img_size=64, patch_size=16), (64, 64))
    yield timm_case('timm, patch 8, another grid, not square', plain(), (24, 48))
    yield timm_case('timm, positions as DINO resizes them', plain(), (48, 40), how='bicubic-offset')
    model = plain(img_size=56, patch_size=14, init_values=1, reg_tokens=4, no_embed_class=True, dynamic_img_size=True)
    names = names_of(model)
    load(model, {name: file_tensor(name, shape) for name, shape in names.items()})
    x = model.forward_features(images_of((28, 42)))
    yield case('timm, registers and LayerScale, patch 14, fewer patches', names, (x[:, 0], x[:, 5:]), (28, 42), HEADS)


def timm_case(title, model, size, how='bicubic'):
    names = names_of(model)
    load(model, {name: file_tensor(name, shape) for name, shape in names.items()})
    config = {**HEADS, 'positionResize': how}
    return case(title, names, timm_tokens(model, images_of(size), how), size, config)


def checkpoint_cases():
    """Checkpoints of training, by the names that their repositories give."""
    names = {}
    for part in ('base_encoder', 'momentum_encoder'):
        names |= {f'module.{part}.{name}': shape for name, shape in names_of(plain()).items()}
        names[f'module.{part}.head.0.weight'] = [8, 32]
    names['module.predictor.0.weight'] = [8, 8]
    yield renamed('MoCo v3, the network trained by gradient', plain(), names, 'module.base_encoder.', 'student')
    yield renamed('MoCo v3, the momentum network', plain(), names, 'module.momentum_encoder.', 'teacher')

    names = {}
    for part in ('student.module.backbone.', 'teacher.backbone.'):
        names |= {part + name: shape for name, shape in names_of(plain()).items()} | {part + 'masked_embed': [1, 32]}
        names[part.replace('backbone', 'head') + 'mlp.0.weight'] = [8, 32]
    yield renamed('DINO, iBOT and MC-SSL, teacher', plain(), names, 'teacher.backbone.', 'teacher')
    yield renamed('DINO, iBOT and MC-SSL, student', plain(), names, 'student.module.backbone.', 'student')

    names = names_of(plain()) | {'mask_token': [1, 1, 16], 'decoder_pos_embed': [1, 17, 16], 'decoder_blocks.0.norm1.weight': [16]}
    yield renamed('MAE, its decoder left out', plain(), names | {'head.weight': [10, 32]}, '')


def renamed(title, model, names, prefix, network=None):
    state = {name: file_tensor(prefix + name, shape) for name, shape in names_of(model).items()}
    return case(title, names, timm_tokens(load(model, state), images_of((32, 32))), (32, 32), HEADS, network)


def dinov2_original():
    """DINOv2's repository: registers under another name, SwiGLU as w12 and w3, blocks in chunks."""
    model = plain(
        init_values=1, reg_tokens=2, no_embed_class=True, mlp_layer=SwiGLUPacked, act_layer='silu', mlp_ratio=3, img_size=28, patch_size=14
    )
    names = {}
    state = {}
    for name, shape in names_of(model).items():
        theirs = name.replace('reg_token', 'register_tokens').replace('mlp.fc1', 'mlp.w12').replace('mlp.fc2', 'mlp.w3')
        theirs = theirs.replace('blocks.', 'blocks.0.')
        names[theirs] = [1, 5, 32] if name == 'pos_embed' else shape
        state[name] = file_tensor(theirs, names[theirs])
    names['mask_token'] = [1, 32]
    state['cls_token'] += state['pos_embed'][:, :1]
    state['pos_embed'] = state['pos_embed'][:, 1:]
    config = {**HEADS, 'positionResize': 'bicubic'}
    yield case("DINOv2's repository, registers and SwiGLU", names, timm_tokens(load(model, state), images_of((28, 42))), (28, 42), config)


def hugging_face_cases():
    T = transformers
    sizes = {'hidden_size': 32, 'num_hidden_layers': 2, 'num_attention_heads': 2, 'image_size': 32, 'patch_size': 8}
    sizes |= {'layer_norm_eps': 1e-6, 'attn_implementation': 'eager'}
    wide = {**sizes, 'intermediate_size': 64}
    yield hugging_face('transformers, ViTModel', T.ViTModel(T.ViTConfig(**wide)), (24, 40), interpolate_pos_encoding=True)
    yield hugging_face('transformers, ViTMSNModel', T.ViTMSNModel(T.ViTMSNConfig(**wide)), (32, 32))
    mae = T.ViTMAEConfig(**wide, mask_ratio=0.0, decoder_hidden_size=16, decoder_num_hidden_layers=1, decoder_intermediate_size=16, decoder_num_attention_heads=2)
    yield hugging_face('transformers, ViTMAEForPreTraining', T.ViTMAEForPreTraining(mae), (32, 32), encoder='vit', noise=torch.arange(16.0).expand(2, -1))
    yield hugging_face('transformers, Dinov2Model', T.Dinov2Model(T.Dinov2Config(**sizes)), (24, 40))
    yield hugging_face('transformers, Dinov2Model with SwiGLU', T.Dinov2Model(T.Dinov2Config(**sizes, use_swiglu_ffn=True)), (24, 40))
    registers = T.Dinov2WithRegistersConfig(**sizes, num_register_tokens=4)
    yield hugging_face('transformers, Dinov2WithRegistersModel', T.Dinov2WithRegistersModel(registers), (24, 24), prefix=5)
    rotary = {**wide, 'layer_norm_eps': 1e-5, 'num_register_tokens': 4}
    yield hugging_face('transformers, DINOv3ViTModel', T.DINOv3ViTModel(T.DINOv3ViTConfig(**rotary)), (24, 40), prefix=5)
    yield hugging_face('transformers, DINOv3ViTModel with SwiGLU', T.DINOv3ViTModel(T.DINOv3ViTConfig(**rotary, use_gated_mlp=True, hidden_act='silu')), (24, 40), prefix=5)


def hugging_face(title, model, size, prefix=1, encoder=None, **options):
    names = saved_names(model)
    model = load_saved(model, {name: file_tensor(name, shape) for name, shape in names.items()})
    x = (getattr(model, encoder) if encoder else model)(images_of(size), **options).last_hidden_state
    return case(title, names, (x[:, 0], x[:, prefix:]), size, HEADS)


def dinov3_cases():
    options = {'num_classes': 0, 'depth': 2, 'embed_dim': 32, 'num_heads': 2, 'dynamic_img_size': True}
    for name in ('vit_small_patch16_dinov3', 'vit_small_patch16_dinov3_qkvb', 'vit_small_plus_patch16_dinov3'):
        model = timm.create_model(name, **options)
        names = names_of(model)
        load(model, {name: file_tensor(name, shape) for name, shape in names.items()})
        x = model.forward_features(images_of((48, 32)))
        yield case(f'timm, {name}', names, (x[:, 0], x[:, 5:]), (48, 32), HEADS)

    config = transformers.DINOv3ViTConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, patch_size=8,
        num_register_tokens=2, use_gated_mlp=True, hidden_act='silu', attn_implementation='eager',
    )
    model = transformers.DINOv3ViTModel(config)
    names, files = {}, {}

    def of_file(name, shape):
        names[name] = list(shape)
        return file_tensor(name, shape)

    files['embeddings.cls_token'] = of_file('cls_token', (1, 1, 32))
    files['embeddings.mask_token'] = of_file('mask_token', (1, 32)).reshape(1, 1, 32)
    files['embeddings.register_tokens'] = of_file('storage_tokens', (1, 2, 32))
    files['embeddings.patch_embeddings.weight'] = of_file('patch_embed.proj.weight', (32, 3, 8, 8))
    files['embeddings.patch_embeddings.bias'] = of_file('patch_embed.proj.bias', (32,))
    of_file('rope_embed.periods', (4,))
    for i in range(2):
        ours, theirs = f'layer.{i}.', f'blocks.{i}.'
        for kind in ('weight', 'bias'):
            shape = (96, 32)[: 2 if kind == 'weight' else 1]
            q, k, v = of_file(f'{theirs}attn.qkv.{kind}', shape).chunk(3)
            files[f'{ours}attention.q_proj.{kind}'], files[f'{ours}attention.v_proj.{kind}'] = q, v
            if kind == 'weight':
                files[f'{ours}attention.k_proj.weight'] = k
            for a, b, shape in [
                ('norm1', 'norm1', (32,)), ('norm2', 'norm2', (32,)), ('attn.proj', 'attention.o_proj', (32, 32)),
                ('mlp.w1', 'mlp.gate_proj', (64, 32)), ('mlp.w2', 'mlp.up_proj', (64, 32)), ('mlp.w3', 'mlp.down_proj', (32, 64)),
            ]:
                files[f'{ours}{b}.{kind}'] = of_file(f'{theirs}{a}.{kind}', shape if kind == 'weight' else shape[:1])
        of_file(f'{theirs}attn.qkv.bias_mask', (96,))
        for n in (1, 2):
            files[f'{ours}layer_scale{n}.lambda1'] = of_file(f'{theirs}ls{n}.gamma', (32,))
    files['norm.weight'], files['norm.bias'] = of_file('norm.weight', (32,)), of_file('norm.bias', (32,))
    x = load_saved(model, files)(images_of((24, 40))).last_hidden_state
    yield case("DINOv3's repository", names, (x[:, 0], x[:, 3:]), (24, 40), HEADS)


def size_cases():
    """The untrained reference network at every named size, some cut in depth."""
    named = {
        'micro': (128, 4, 4), 'tiny': (192, 12, 3), 'small': (384, 12, 6), 'small-12-heads': (384, 2, 12),
        'base': (768, 2, 12), 'large': (1024, 1, 16),
    }  # fmt: skip
    cases = [
        ('micro', 4), ('micro', 16), ('tiny', 16), ('small', 14), ('small', 8), ('small-12-heads', 16),
        ('base', 16), ('base', 32), ('large', 14),
    ]  # fmt: skip
    for name, patch in cases:
        width, depth, heads = named[name]
        size = (4 * patch, 3 * patch)
        model = plain(img_size=5 * patch, patch_size=patch, embed_dim=width, depth=depth, num_heads=heads)
        load(model, {name: untrained_tensor(name, shape) for name, shape in names_of(model).items()})
        cls, patches, keys = timm_tokens(model, images_of(size))
        yield {'size': name, 'depth': depth, 'patch': patch, 'imageSize': 5 * patch, 'image': list(size),
               'cls': sample(cls), 'patches': sample(patches), 'keys': sample(keys)}  # fmt: skip


def drop_path():
    """The probability with which timm drops the branches of each block."""
    blocks = plain(depth=12, drop_path_rate=0.1).blocks
    return [getattr(block.drop_path1, 'drop_prob', 0) for block in blocks]


def gradients():
    """Of the sum of all tokens, each number weighted by another, for every tensor of a network with LayerScale."""
    size, how = (24, 40), 'bicubic'
    model = plain(init_values=1)
    names = names_of(model)
    load(model, {name: file_tensor(name, shape) for name, shape in names.items()})
    cls, patches, _ = timm_tokens(model, images_of(size), how)
    ((cls * drawn(7, *cls.shape)).sum() + (patches * drawn(8, *patches.shape)).sum()).backward()
    of = {name: {'norm': float(p.grad.norm()), **sample(p.grad, 8)} for name, p in model.named_parameters()}
    return {'tensors': names, 'image': list(size), 'gradients': of}


def positions():
    """Each way of resizing a 5 x 5 table of two channels."""
    table = torch.cat([drawn(1, 1, 1, 2), drawn(2, 1, 25, 2)], 1)
    sizes = [(3, 7), (5, 5), (9, 4), (1, 12)]
    ways = ('bicubic', 'bicubic-offset', 'bicubic-antialias')
    return [{'resize': how, 'grid': list(s), 'table': numbers(resized_table(table, s, how))} for how in ways for s in sizes]


def sincos():
    """MoCo v3's fixed table, x the slow axis, for a 3 x 3 grid 8 wide."""
    omega = 1.0 / 10000 ** (torch.arange(2, dtype=torch.float64) / 2)
    w, h = torch.meshgrid(torch.arange(3, dtype=torch.float64), torch.arange(3, dtype=torch.float64), indexing='ij')
    angles = [torch.outer(x.flatten(), omega) for x in (w, h)]
    table = torch.cat([f(x) for x in angles for f in (torch.sin, torch.cos)], 1)
    return numbers(torch.cat([torch.zeros(1, 8), table]))


cases = [*timm_cases(), *checkpoint_cases(), *dinov2_original(), *hugging_face_cases(), *dinov3_cases()]
golden = {
    'script': hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
    'files': cases,
    'sizes': list(size_cases()),
    'dropPath': drop_path(),
    'gradients': gradients(),
    'positions': positions(),
    'sincos': sincos(),
}
(ROOT / 'fixtures/golden/vit.json').write_text(json.dumps(golden) + '\n')
