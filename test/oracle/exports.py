"""Runs `mmc export` on small runs, then the Python it prints, and compares timm's and transformers' tokens with ours.

python3 test/oracle/exports.py     (passed with torch 2.15.0, timm 1.0.31, transformers 5.23.0, safetensors 0.8.0)

Run by hand; it stores nothing. At sizes that timm has a name for, `create_model` loads the same file strictly.
"""
import subprocess
import tempfile
from pathlib import Path

import timm
import torch
import transformers
from safetensors.torch import load_file

torch.set_num_threads(1)
transformers.logging.set_verbosity_error()
ROOT = Path(__file__).resolve().parents[2]


def compare(title, x, expected):
    """`x` [1, 1 + registers + N, D]: CLS first, patches last."""
    patches = expected['patches']
    error = max((x[:, -patches.shape[1] :] - patches).abs().max(), (x[:, 0] - expected['cls']).abs().max())
    print(f'{title}: worst difference {error:.1e}')
    assert error < 1e-4


def exported(run, form, out):
    command = ['node', 'bin/mmc.js', 'export', run, '--format', form, '--out', out]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


with tempfile.TemporaryDirectory() as folder, torch.no_grad():
    subprocess.run(['npx', 'tsx', 'test/oracle/exports.ts', folder], cwd=ROOT, check=True)
    for run in sorted(Path(folder).iterdir()):
        expected = load_file(run / 'tokens.safetensors')
        images = expected['images'].permute(0, 3, 1, 2)
        for form in ('timm', 'huggingface'):
            scope = {'images': images}
            exec(exported(run, form, run / form), scope)
            compare(f'{run.name}, the Python printed for {form}', scope['tokens'], expected)
        _, report = transformers.AutoModel.from_pretrained(run / 'huggingface', output_loading_info=True)
        assert not report['unexpected_keys'] and all('pooler' in key for key in report['missing_keys']), report
        if run.name == 'tiny':
            model = timm.create_model('vit_tiny_patch16_224', num_classes=0).eval()
        elif run.name == 'micro':
            numbers = {'img_size': 96, 'patch_size': 8, 'embed_dim': 128, 'depth': 4, 'num_heads': 4}
            model = timm.create_model('vit_tiny_patch16_224', num_classes=0, **numbers).eval()
        else:
            continue
        model.load_state_dict(load_file(run / 'teacher.safetensors'), strict=True)
        compare(f'{run.name}, the run’s own file by create_model', model.forward_features(images), expected)
