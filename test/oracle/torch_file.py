"""A checkpoint as torch.save writes it, and what is in it.

python3 test/oracle/torch_file.py     (made with torch 2.15.0, NumPy 2.4.6)
"""
import argparse
import hashlib
import json
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[2]
base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4) / 8
module = torch.nn.Linear(3, 2)
module.weight.data, module.bias.data = base[0, :2, :3].clone(), base[1, 0, :2].clone()
checkpoint = {
    'teacher': OrderedDict({'module.backbone.cls_token': base, 'view': base[1, 1:, 2], 'transposed': base.permute(2, 0, 1)}),
    'student': module.state_dict(),
    'parameter': torch.nn.Parameter(base[:, 0].clone()),
    'types': {
        'F64': base[0, 0].double(), 'F16': base[0, 0].half(), 'BF16': base[0, 0].bfloat16(), 'I64': torch.tensor([-3, 2**40]),
        'I32': torch.tensor([-3, 7], dtype=torch.int32), 'U8': torch.tensor([0, 255], dtype=torch.uint8),
        'BOOL': torch.tensor([True, False]),
    },
    'scalar': torch.tensor(1.5),
    'empty': torch.zeros(0, 4),
    'optimizer': torch.optim.AdamW(module.parameters(), lr=1e-3).state_dict(),
    'args': argparse.Namespace(arch='vit_small', lr=1e-3, epochs=800, crops=(0.4, 1.0), out=None),
    'epoch': 2**33,
    'loss': np.float64(0.25),
}
file = ROOT / 'fixtures/golden/torch_file.pth'
torch.save(checkpoint, file)


def tensors(value, name=''):
    if isinstance(value, torch.Tensor):
        yield name, {'shape': list(value.shape), 'values': value.detach().double().reshape(-1).tolist()}
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from tensors(inner, f'{name}.{key}' if name else str(key))


golden = {'script': hashlib.sha256(Path(__file__).read_bytes()).hexdigest(), 'tensors': dict(tensors(checkpoint))}
(ROOT / 'fixtures/golden/torch_file.json').write_text(json.dumps(golden) + '\n')
