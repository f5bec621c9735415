import type { ClassificationTask, LabelledVectors } from '../../../src/eval/classify/classification.js';
import { mulberry32 } from '../../../src/math/random.js';
import { read } from '../../data/_golden.js';

const [classes, dimensions] = [3, 5];

/** The vectors that test/oracle/classify.py draws. */
function drawVectors(seed: number, photos: number): LabelledVectors {
	const random = mulberry32(seed);
	const labels = Int32Array.from({ length: photos }, (_, i) => i % classes);
	const values = Float32Array.from({ length: photos * dimensions }, (_, i) => {
		const d = i % dimensions;
		const value = 2 * random() - 1 + Number(d === labels[Math.floor(i / dimensions)]);
		return d === 3 ? 0.5 : d === 4 ? 20 * value : value;
	});
	return { paths: Array.from(labels, (_, i) => `${i}.jpg`), labels, dimensions, values };
}

export const task: ClassificationTask = {
	classes: ['cat', 'dog', 'emu'],
	train: drawVectors(1, 60),
	test: drawVectors(2, 30),
};

/** What test/oracle/classify.py computed of them. */
export const golden = read('classify.json') as {
	readonly votes: readonly { k: number; temperature: number; predictions: number[] }[];
	readonly probes: readonly { penalty: number; weights: number[]; predictions: number[] }[];
};

/** Vectors of two numbers. */
export function vectorsOf(labels: readonly number[], values: readonly number[]): LabelledVectors {
	return {
		paths: labels.map((_, i) => `${i}.jpg`),
		labels: Int32Array.from(labels),
		dimensions: 2,
		values: Float32Array.from(values),
	};
}
