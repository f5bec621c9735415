/** Tensors that published layouts hold beside the weights, and that follow from the architecture. */
import type { VitConfig } from '../vit/config.js';
import type { TensorFile } from './tensor-file.js';

/**
 * Holds constants of a file against what is computed: the periods of rotary positions, and the masks that take the bias
 * from keys.
 *
 * @throws {Error} naming the file and the tensor that differs
 */
export async function checkConstants(file: TensorFile, prefix: string, config: VitConfig): Promise<void> {
	for (const name of file.tensors.keys()) {
		if (!name.startsWith(prefix)) continue;
		const inner = name.slice(prefix.length);
		const expected = inner.endsWith('.bias_mask')
			? keysMasked(config)
			: /^(model\.)?rope_embed(eddings)?\./.test(inner) && constantsOfRope(inner, config);
		if (!expected) continue;
		const values = await file.read(name);
		const isEqual =
			values.length === expected.length && expected.every((value, i) => isNear(values[i]!, value));
		if (isEqual) continue;
		throw new Error(
			`\`${file.path}\`: tensor \`${name}\` is not what is computed for this network (${String(expected.slice(0, 4))} …); ` +
				'only the constants of the published DINOv3 are supported',
		);
	}
}

function keysMasked({ width }: VitConfig): Float32Array {
	return new Float32Array(3 * width).fill(1).fill(0, width, 2 * width);
}

/** Periods, or frequencies, of the angles; of a network without rotary positions there are none. */
function constantsOfRope(name: string, { width, heads, positions }: VitConfig): Float32Array {
	if (positions !== 'rotary') return new Float32Array();
	const quarter = width / heads / 4;
	const periods = Float32Array.from({ length: quarter }, (_, i) => 100 ** (i / quarter));
	return name.endsWith('inv_freq') ? periods.map((period) => 1 / period) : periods;
}

/** bfloat16 has 8 bits of a number. */
function isNear(value: number, expected: number): boolean {
	return Math.abs(value - expected) <= expected * 2 ** -7;
}
