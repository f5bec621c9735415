"""Golden values of `resizeAntialiased`: torch's antialiased bilinear interpolation in float64.

python3 test/oracle/resize.py     (made with torch 2.15.0, NumPy 2.4.6)

The input is computed, not stored: sample i of the interleaved image is (i * 7919 + (i * i) % 251 * 31) % 256.
"""
import hashlib
import json
from pathlib import Path

import numpy as np
import torch

torch.set_num_threads(1)
ROOT = Path(__file__).resolve().parents[2]


def pattern(width, height):
    i = np.arange(width * height * 3, dtype=np.int64)
    return ((i * 7919 + (i * i) % 251 * 31) % 256).reshape(height, width, 3)


cases = []
for width, height, out_width, out_height in [(13, 9, 5, 4), (7, 5, 12, 9), (31, 17, 8, 17), (6, 40, 9, 3), (1, 3, 2, 2)]:
    x = torch.from_numpy(pattern(width, height)).to(torch.float64).permute(2, 0, 1)[None]
    y = torch.nn.functional.interpolate(
        x, size=(out_height, out_width), mode='bilinear', antialias=True, align_corners=False
    )
    cases.append(
        {
            'from': [width, height],
            'to': [out_width, out_height],
            'values': y[0].permute(1, 2, 0).reshape(-1).tolist(),
        }
    )

script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
out = ROOT / 'fixtures/golden/resize.json'
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(json.dumps({'script': script, 'cases': cases}) + '\n')
