import test from 'ava';
import { drawJitter, jitterColour } from '../../../src/data/views/colour-jitter.js';
import { mulberry32 } from '../../../src/math/random.js';
import { equals } from '../../support/fidelity.js';
import { augmentGolden } from '../_golden.js';
import { latticeImage, sha256 } from '../_images.js';

const range = { brightness: 0.4, contrast: 0.4, saturation: 0.2, hue: 0.1 };

for (const { seed, sha256: expected } of augmentGolden.jitters) {
	test(`jitterColour is pixel-exact to torchvision's operations in the order of seed ${seed}`, (t) => {
		const { pixels } = latticeImage();
		jitterColour(pixels, drawJitter(range, mulberry32(seed)));
		equals(t, 'jitter', sha256(pixels), expected);
	});
}

test('the order is random: each operation is as often first', (t) => {
	const random = mulberry32(0);
	const grey = Uint8Array.of(100, 100, 100);
	// With all amounts at their upper end, contrast before and after brightness gives different greys.
	const results = new Set<number>();
	for (let trial = 0; trial < 50; trial++) {
		const pixels = Uint8Array.from([...grey, 200, 200, 200]);
		let calls = 0;
		const draw = () => (calls++ < 3 ? random() : 0.999);
		jitterColour(pixels, drawJitter(range, draw));
		results.add(pixels[0]!);
	}
	t.is(results.size, 2);
});
