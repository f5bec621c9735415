import test from 'ava';
import { cutPixels } from '../../../src/eval/map/cut-pixels.js';
import { otsuCounts } from '../../../src/eval/map/otsu.js';
import { ScratchMap } from '../../../src/eval/map/scratch.js';
import { thresholdPixels, thresholds } from '../../../src/eval/map/thresholds.js';
import { mulberry32 } from '../../../src/math/random.js';

const random = mulberry32(5);
const uniform = (low: number, high: number) => () => low + (high - low) * random();
/** Values that equal a threshold, or are next to it. */
const atThresholds = () =>
	thresholds[Math.floor(random() * 110)]! * (1 + 2 ** -52 * (Math.floor(random() * 3) - 1));

const maps: Record<string, () => number> = {
	'of all cosines': uniform(-1, 1),
	'of a narrow range': uniform(0.9, 0.90001),
	'of one value': () => 0.3,
	'of two values': () => (random() < 0.5 ? 0.3 : 0.7),
	'of values at the thresholds': atThresholds,
	'beyond all thresholds': uniform(0.995, 1),
	'of cells whose edges are thresholds': () => (Math.floor(random() * 4097) / 4096) * 0.64,
};

for (const [name, draw] of Object.entries(maps)) {
	test(`a map ${name} is cut as threshold by threshold and bin by bin`, (t) => {
		for (let round = 0; round < 5; round++) {
			const map = Float64Array.from({ length: 5000 }, draw);
			const labels = Uint8Array.from(map, (value) => (random() < 0.1 ? 2 : Number(random() < value)));
			using copy = ScratchMap.of(map);
			const { otsu, ...cut } = cutPixels(copy, labels);
			t.deepEqual(cut, thresholdPixels(map, labels));
			t.deepEqual(otsu, otsuCounts(map, labels));
		}
	});
}
