import test from 'ava';
import { decodeRuns, encodeRuns, paintRuns, toRuns } from '../../../src/data/masks/runs.js';
import { uniteRuns } from '../../../src/data/masks/unite-runs.js';
import { mulberry32 } from '../../../src/math/random.js';

test('masks united as runs are the masks painted one over the other', (t) => {
	const random = mulberry32(0);
	const [width, height] = [7, 5];
	for (let round = 0; round < 200; round++) {
		const share = random();
		const parts = Array.from({ length: Math.floor(random() * 4) }, () =>
			encodeRuns(
				Uint8Array.from({ length: width * height }, () => Number(random() < share)),
				width,
				height,
			),
		);
		const painted = new Uint8Array(width * height);
		for (const part of parts) paintRuns(painted, part);
		const united = uniteRuns(parts, width, height);
		t.notThrows(() => toRuns(united.counts, width, height));
		t.deepEqual(decodeRuns(united), painted);
	}
});
