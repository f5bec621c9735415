import type { TensorFile } from './tensor-file.js';

/**
 * Reads a tensor of weights.
 *
 * @throws {Error} naming the file and the tensor, when a number of it is NaN or infinite
 */
export async function readFinite(file: TensorFile, name: string): Promise<Float32Array> {
	const values = await file.read(name);
	const at = values.findIndex((value) => !Number.isFinite(value));
	if (at < 0) return values;
	throw new Error(
		`\`${file.path}\`: tensor \`${name}\` holds \`${values[at]}\`; fetch the file again, or take a checkpoint from before`,
	);
}
