"""Golden tables of the schedules, made as the training scripts of DINO make them: whole tables of NumPy, float64.

python3 test/oracle/schedules.py     (made with NumPy 2.4.6)
"""
import hashlib
import json
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]


def cosine_table(start, end, epochs, steps_per_epoch, warm_up_epochs=0):
    warm_up = np.linspace(0, start, warm_up_epochs * steps_per_epoch)
    i = np.arange(epochs * steps_per_epoch - len(warm_up))
    return np.concatenate([warm_up, end + 0.5 * (start - end) * (1 + np.cos(np.pi * i / len(i)))]).tolist()


def temperature_table(start, end, warm_up_epochs, epochs):
    return np.concatenate([np.linspace(start, end, warm_up_epochs), np.full(epochs - warm_up_epochs, end)]).tolist()


golden = {
    'script': hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
    'learningRate': cosine_table(5e-4 * 64 / 256, 1e-6, epochs=5, steps_per_epoch=4, warm_up_epochs=2),
    'learningRateWithoutWarmUp': cosine_table(1e-3, 0, epochs=2, steps_per_epoch=3),
    'weightDecay': cosine_table(0.04, 0.4, epochs=5, steps_per_epoch=4),
    'momentum': cosine_table(0.996, 1, epochs=5, steps_per_epoch=4),
    'teacherTemperature': temperature_table(0.04, 0.07, warm_up_epochs=3, epochs=5),
}
(ROOT / 'fixtures/golden/schedules.json').write_text(json.dumps(golden))
