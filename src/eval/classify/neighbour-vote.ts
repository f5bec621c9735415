import { NearestNeighbours } from '../../math/nearest-neighbours.js';
import { l2Normalise } from '../../nn/layers/l2-normalise.js';
import { type Tensor2D, tf } from '../../nn/tf/tf.js';
import { argmax, type ClassificationTask, type LabelledVectors } from './classification.js';

/** Number of vectors that are compared at once: 64 MB of cosines. */
const queryChunk = 256;
const trainChunk = 65_536;

/**
 * k-NN as in DINO (arXiv 2104.14294, after 1805.01978): the k photos with the greatest cosines vote, each with
 * exp(cos / temperature). Needs an open backend.
 *
 * @returns for each of `neighbours` a class for each test photo
 */
export function voteOfNeighbours(
	{ classes, train, test }: ClassificationTask,
	neighbours: readonly number[],
	temperature: number,
): Int32Array[] {
	const nearest = findNearest(train, test, Math.max(...neighbours));
	return neighbours.map((k) =>
		test.labels.map((_, query) => {
			const { sources, weights } = nearest.of(query, temperature, k);
			const votes = new Float64Array(classes.length);
			for (const [i, source] of sources.entries()) votes[train.labels[source]!]! += weights[i]!;
			return argmax(votes);
		}),
	);
}

function findNearest(train: LabelledVectors, test: LabelledVectors, k: number): NearestNeighbours {
	const nearest = new NearestNeighbours(test.labels.length, k);
	for (let from = 0; from < train.labels.length; from += trainChunk) {
		const known = unitTensor(train, from, from + trainChunk);
		try {
			for (let first = 0; first < test.labels.length; first += queryChunk) {
				const asked = tf.tidy(() =>
					tf.matMul(unitTensor(test, first, first + queryChunk), known, false, true),
				);
				const [queries, sources] = asked.shape as [number, number];
				const cosines = asked.dataSync<'float32'>();
				asked.dispose();
				for (let i = 0; i < queries * sources; i++) {
					nearest.offer(first + Math.floor(i / sources), cosines[i]!, from + (i % sources));
				}
			}
		} finally {
			known.dispose();
		}
	}
	return nearest;
}

/** Returns the vectors from `first` to before `end`, at unit length. */
function unitTensor({ values, dimensions }: LabelledVectors, first: number, end: number): Tensor2D {
	return tf.tidy(() => {
		const rows = values.subarray(first * dimensions, end * dimensions);
		const x = tf.tensor2d(rows, [rows.length / dimensions, dimensions]);
		return l2Normalise(x) as Tensor2D;
	});
}
