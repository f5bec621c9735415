import test from 'ava';
import { encoderOptions } from '../../../src/eval/features/encoder.js';
import { openThreadedEncoder } from '../../../src/eval/features/threaded-encoder.js';

const options = encoderOptions.parse({ weights: 'untrained', size: 'micro', patch: 8, imageSize: 32 });

const input = (side: number) => ({
	grid: { rows: side, columns: side },
	pixels: new Float32Array((8 * side) ** 2 * 3).fill(0.5),
});

for (const [count, first] of [
	[1, 'large'],
	[2, 'small'],
] as const) {
	test.serial(`with ${count} threads the ${first} one of two photos is there first`, async (t) => {
		await using encoder = await openThreadedEncoder(options, {}, count);
		const seen: string[] = [];
		const encode = async (name: string, side: number) => {
			const { patches } = await encoder.encode(input(side));
			seen.push(name);
			return patches;
		};
		const [large, small, again] = await Promise.all([
			encode('large', 48),
			encode('small', 2),
			encode('small', 2),
		]);
		t.is(seen[0], first);
		t.is(large!.length, 48 ** 2 * 128);
		t.deepEqual(again, small);
	});
}
