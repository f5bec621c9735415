import { fnv1a, mulberry32 } from '../../src/math/random.js';
import { type Tensor, tf } from '../../src/nn/tf/tf.js';
import type { VitConfig, VitSize } from '../../src/nn/vit/config.js';
import { golden } from './golden.js';
import { drawn, relativeError } from './gradients.js';

/** Every `step`-th number of an output. */
export interface Sample {
	readonly step: number;
	readonly values: readonly number[];
}

interface Outputs {
	readonly image: [number, number];
	readonly cls: Sample;
	readonly patches: Sample;
	readonly keys?: Sample;
}

export interface FileCase extends Outputs {
	readonly title: string;
	/** Names and shapes of the file. */
	readonly tensors: Readonly<Record<string, number[]>>;
	readonly config?: Partial<VitConfig>;
	readonly network?: 'student' | 'teacher';
}

interface SizeCase extends Outputs, Pick<VitConfig, 'depth' | 'patch' | 'imageSize'> {
	readonly size: VitSize;
}

/** Values that `test/oracle/vit.py` computed. */
export const vitGolden = golden('vit') as {
	readonly files: readonly FileCase[];
	readonly sizes: readonly SizeCase[];
	/** Probability of each of 12 blocks, at a rate of 0.1. */
	readonly dropPath: readonly number[];
	readonly gradients: Pick<FileCase, 'tensors' | 'image'> & {
		readonly gradients: Readonly<Record<string, Sample & { readonly norm: number }>>;
	};
	readonly positions: readonly {
		resize: VitConfig['positionResize'];
		grid: [number, number];
		table: number[];
	}[];
	readonly sincos: readonly number[];
};

/** Returns the values that the oracle writes into a file under this name. */
export function fileValues(name: string, shape: readonly number[]): Float32Array {
	// Constants of DINOv3's own files, which the oracle leaves out of its computation.
	if (name.endsWith('periods'))
		return Float32Array.from({ length: shape[0]! }, (_, i) => 100 ** (i / shape[0]!));
	if (name.endsWith('bias_mask')) {
		const third = shape[0]! / 3;
		return new Float32Array(3 * third).fill(1).fill(0, third, 2 * third);
	}
	const random = mulberry32(fnv1a(name));
	const middle = shape.length === 1 && /(weight|gamma|lambda1|gamma_[12])$/.test(name) ? 1 : 0;
	return Float32Array.from(
		{ length: tf.util.sizeFromShape([...shape]) },
		() => 0.2 * (2 * random() - 1) + middle,
	);
}

/** The oracle's two images. */
export function goldenImages([height, width]: [number, number]): Tensor {
	return drawn(5, 2, height, width, 3);
}

/** Largest difference from a sample, relative to its largest magnitude. */
export function sampleError(tensor: Tensor, { step, values }: Sample): number {
	return relativeError(
		tensor.dataSync().filter((_, i) => i % step === 0),
		values,
	);
}
