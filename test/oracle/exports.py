"""Loads exported networks in timm (strictly) and transformers, and compares their tokens with ours. Stores nothing.

python3 test/oracle/exports.py     (passed with torch 2.15.0, timm 1.0.31, transformers 5.23.0)
"""
import subprocess
import tempfile
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file
from timm.layers import SwiGLUPacked
from timm.models.vision_transformer import VisionTransformer

torch.set_num_threads(1)
transformers.logging.set_verbosity_error()
ROOT = Path(__file__).resolve().parents[2]
CHANGES = {
    'plain': {},
    'layerScale': {'init_values': 1},
    'registers': {'init_values': 1, 'reg_tokens': 4, 'no_embed_class': True},
    'swiglu': {'init_values': 1, 'mlp_layer': SwiGLUPacked, 'act_layer': 'silu', 'mlp_ratio': 2 * 512 / 192},
}

with tempfile.TemporaryDirectory() as folder, torch.no_grad():
    subprocess.run(['npx', 'tsx', 'test/oracle/exports.ts', folder], cwd=ROOT, check=True)
    for name, changes in CHANGES.items():
        tokens = load_file(f'{folder}/{name}.tokens.safetensors')
        images, patches = tokens['images'].permute(0, 3, 1, 2), tokens['patches']
        sizes = {'img_size': 32, 'patch_size': 8, 'embed_dim': 192, 'depth': 2, 'num_heads': 3, 'num_classes': 0}
        model = VisionTransformer(**sizes, **changes).eval()
        model.load_state_dict(load_file(f'{folder}/{name}.timm.safetensors'), strict=True)
        hub, report = transformers.AutoModel.from_pretrained(f'{folder}/{name}', output_loading_info=True)
        assert not report['unexpected_keys'] and all('pooler' in key for key in report['missing_keys']), report
        found = {'timm': model.forward_features(images), type(hub).__name__: hub.eval()(images).last_hidden_state}
        for program, x in found.items():
            error = max((x[:, -16:] - patches).abs().max(), (x[:, 0] - tokens['cls']).abs().max())
            print(f'{name} in {program}: worst difference {error:.1e}')
            assert error < 1e-4
