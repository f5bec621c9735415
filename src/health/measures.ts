import { evenPlaces } from '../math/even-places.js';
import { GraphFunction } from '../nn/graph/graph-function.js';
import { backboneOf } from '../nn/heads/networks.js';
import { prototypeHead, type Tokens } from '../nn/heads/prototype.js';
import { sharpen } from '../nn/losses/centre.js';
import type { Training } from '../nn/step/training.js';
import { type Tensor, tf } from '../nn/tf/tf.js';
import type { VitConfig } from '../nn/vit/config.js';
import { forwardVit, type VitTokens } from '../nn/vit/vit.js';
import type { Weights } from '../nn/weights.js';
import {
	directions,
	effectiveRank,
	meanCosine,
	patchCosines,
	type Rows,
	relativeDeviation,
} from './feature-spread.js';
import { prototypeUse } from './prototypes.js';

/**
 * Figures of a probe of the networks on held-out photos, named as in `metrics.jsonl`. Features are the teacher's,
 * after the final LayerNorm, unless they are called the student's.
 */
export interface HealthMeasures {
	/** `relativeDeviation` of class tokens, and of the patch tokens of all photos together. */
	readonly clsDeviation: number;
	readonly patchDeviation: number;
	/** `relativeDeviation` of the student's class tokens. */
	readonly studentDeviation: number;
	/** `effectiveRank` of class tokens, and of patch tokens. */
	readonly clsRank: number;
	readonly patchRank: number;
	/** Mean cosine of the class tokens of different photos. */
	readonly clsCosine: number;
	/** Mean cosine of different patches of one photo, and of patches of different photos. */
	readonly patchCosineWithin: number;
	readonly patchCosineBetween: number;
	/** 1 − the mean cosine between the teacher's class token of a photo and the student's. */
	readonly teacherDistance: number;
	/** Length of the difference of teacher's and student's weights, divided by that of the student's. */
	readonly weightDistance: number;
	/** Length of all the student's weights as one vector. */
	readonly weightNorm: number;
	/** Figures of `PrototypeUse`: of patches, or of class tokens if only they have prototypes; absent without any. */
	readonly teacherEntropy?: number;
	readonly teacherKlToUniform?: number;
	readonly teacherInformation?: number;
	readonly prototypesUsed?: number;
	readonly prototypePerplexity?: number;
	/** Lesser number of the prototypes and of the tokens that they are probed with. */
	readonly choices?: number;
}

/** Photos in each forward pass. */
const chunk = 16;

/** Inputs of a forward pass. Teacher and student share a graph, since weights are inputs of it. */
type Seen = { readonly weights: Weights; readonly shown: { readonly images: Tensor } };
export type ForwardGraph = GraphFunction<Seen, { readonly tokens: VitTokens }>;

/** Returns a forward pass that is recorded as a graph at its first call, for all probes of a training. */
export function forwardGraph(vit: VitConfig): ForwardGraph {
	return new GraphFunction(({ weights, shown }: Seen) => ({
		tokens: forwardVit(vit, weights, shown.images),
	}));
}

/** Number of patch tokens, over all photos, for singular values and prototypes; all of them would take too long. */
const sampled = 256;

/**
 * Measures teacher and student on clean photos. Draws no random numbers and leaves the training unchanged.
 *
 * @param photos S × S × 3 each, normalised
 * @param tokens whose prototypes are looked at; `undefined` where there are none
 * @param graph of this training's network; without it, forward passes run operation by operation
 */
export function measureHealth(
	training: Training,
	photos: readonly Float32Array[],
	tokens: Tokens | undefined,
	temperature: number,
	graph?: ForwardGraph,
): HealthMeasures {
	const { teacher, student, config } = training;
	const { width } = config.vit;
	const taught = featuresOf(training, teacher, photos, graph);
	const learnt = featuresOf(training, student, photos, graph);
	const cls = directions(taught.cls, width);
	const studentCls = directions(learnt.cls, width);
	const all = directions(concat(taught.patches), width);
	const sample = samplePatches(taught.patches, width);
	const { within, between } = patchCosines(partRows(all, photos.length));
	return {
		clsDeviation: relativeDeviation(cls),
		patchDeviation: relativeDeviation(all),
		studentDeviation: relativeDeviation(studentCls),
		clsRank: effectiveRank({ ...cls, values: Float64Array.from(taught.cls) }),
		patchRank: effectiveRank(sample),
		clsCosine: meanCosine(cls),
		patchCosineWithin: within,
		patchCosineBetween: between,
		teacherDistance: 1 - rowwiseCosine(cls, studentCls),
		...weightMeasures(teacher, student),
		...(tokens &&
			teacherMeasures(training, tokens === 'patches' ? sample.values : taught.cls, tokens, temperature)),
	};
}

/** Features of photos. */
export interface Features {
	/** Class tokens, n × D. */
	readonly cls: Float32Array;
	/** Patch tokens of each photo, N × D. */
	readonly patches: readonly Float32Array[];
}

/** Returns the features after the final LayerNorm; without a graph, operation by operation. */
export function featuresOf(
	{ config: { vit } }: Training,
	weights: Weights,
	photos: readonly Float32Array[],
	graph?: ForwardGraph,
): Features {
	const { length: pixels } = photos[0]!;
	const side = Math.sqrt(pixels / 3);
	const together = Math.min(chunk, photos.length);
	const cls: Float32Array[] = [];
	const patches: Float32Array[] = [];
	for (let start = 0; start < photos.length; start += chunk) {
		const part = photos.slice(start, start + chunk);
		// Zeros pad the last part, since a graph has one shape.
		const values = new Float32Array(together * pixels);
		for (const [i, photo] of part.entries()) values.set(photo, i * pixels);
		using images = tf.tensor4d(values, [together, side, side, 3]);
		const seen = graph
			? graph.run({ weights: backboneOf(weights), shown: { images } }).tokens
			: tf.tidy(() => forwardVit(vit, weights, images));
		// Not read within `tidy`, which would search every number of the result for tensors.
		const read = { cls: seen.cls.dataSync<'float32'>(), patches: seen.patches.dataSync<'float32'>() };
		tf.dispose(seen);
		cls.push(read.cls.subarray(0, part.length * vit.width));
		const size = read.patches.length / together;
		patches.push(...part.map((_, i) => read.patches.subarray(i * size, (i + 1) * size)));
	}
	return { cls: concat(cls), patches };
}

/** Splits rows into equal parts that share their memory. */
function partRows({ values, count, width }: Rows, parts: number): Rows[] {
	const size = values.length / parts;
	return Array.from({ length: parts }, (_, i) => ({
		values: values.subarray(i * size, (i + 1) * size),
		count: count / parts,
		width,
	}));
}

/** Returns tokens at evenly spread places over all photos. */
function samplePatches(photos: readonly Float32Array[], width: number): Rows {
	const perPhoto = photos[0]!.length / width;
	const total = photos.length * perPhoto;
	const count = Math.min(sampled, total);
	const values = new Float64Array(count * width);
	for (const [i, token] of evenPlaces(count, total).entries()) {
		const [photo, place] = [Math.floor(token / perPhoto), token % perPhoto];
		values.set(photos[photo]!.subarray(place * width, (place + 1) * width), i * width);
	}
	return { values, count, width };
}

function teacherMeasures(
	{ teacher, centres, config }: Training,
	tokens: Float32Array | Float64Array,
	kind: Tokens,
	temperature: number,
) {
	using distributions = tf.tidy(() => {
		const rows = tf.tensor2d(Float32Array.from(tokens), [tokens.length / config.vit.width, config.vit.width]);
		return sharpen(prototypeHead(teacher, rows, kind), centres[kind], temperature);
	});
	const use = prototypeUse(distributions);
	return {
		teacherEntropy: use.entropy,
		teacherKlToUniform: use.klToUniform,
		teacherInformation: use.information,
		prototypesUsed: use.used,
		prototypePerplexity: use.perplexity,
		choices: use.choices,
	};
}

function weightMeasures(teacher: Weights, student: Weights) {
	const sumOfSquares = (tensors: readonly Tensor[]) => tf.addN(tensors.map((x) => tf.sum(tf.square(x))));
	using stacked = tf.tidy(() => {
		const names = Object.keys(teacher);
		return tf.stack([
			sumOfSquares(names.map((name) => tf.sub(teacher[name]!, student[name]!))),
			sumOfSquares(names.map((name) => student[name]!)),
			sumOfSquares(Object.values(student)),
		]);
	});
	const squares = stacked.dataSync();
	return { weightDistance: Math.sqrt(squares[0]! / squares[1]!), weightNorm: Math.sqrt(squares[2]!) };
}

/** Mean cosine between the two rows of the same place. */
function rowwiseCosine(a: Rows, b: Rows): number {
	return a.values.reduce((sum, x, i) => sum + x * b.values[i]!, 0) / a.count;
}

function concat(parts: readonly Float32Array[]): Float32Array {
	const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}
