import type { MaskedViews } from '../src/data/items.js';
import type { PhotoRange } from '../src/data/view-arrays.js';
import type { Resource } from '../src/flow/resource.js';
import { map, type Random, type Stage } from '../src/flow/stage.js';
import { type ContrastGradients, contrastGradients, isContrastWeight } from '../src/nn/contrast-gradients.js';
import { drawBranchFactors } from '../src/nn/drop-path.js';
import { Held } from '../src/nn/held.js';
import { trainedNames } from '../src/nn/networks.js';
import { namedLosses, type Objective, teacherTemperatureAt, termNames } from '../src/nn/objective.js';
import { type Part, partGradients, seePart } from '../src/nn/part-gradients.js';
import { joinParts, nextPart, partsOf, rowsOfPart } from '../src/nn/parts.js';
import type { GradientBatch, TaughtParts } from '../src/nn/step-items.js';
import { Sums } from '../src/nn/sums.js';
import { termShares } from '../src/nn/term-shares.js';
import { type Tensor, tf } from '../src/nn/tf.js';
import type { Training } from '../src/nn/training.js';
import { viewTensors } from '../src/nn/view-tensors.js';

/**
 * `student-gradients` for a batch that is computed in parts of `size` photos: the same losses and gradients but for
 * rounding, in the memory of one part. Where there is a contrast, each part is shown twice: first for its class tokens
 * alone, which the contrast of the whole batch is made of, then for the gradients.
 */
export function studentGradientsInParts(
	training: Resource<Training>,
	objective: Objective,
	dropPath: number,
	size: number,
): Stage<TaughtParts, GradientBatch> {
	return map(
		// The name of the stage that does the same at once, so that it draws the same random numbers.
		'student-gradients',
		async ({ epoch, photos, batch, taught }, { random, signal }) => {
			const { student, config, step, length } = training.value;
			const names = trainedNames(config, student, Math.floor(step / length.stepsPerEpoch));
			const ranges = partsOf(photos, size);
			using factors = new Held(drawFactors(batch, random));
			const partOf = (range: PhotoRange) => cutPart(batch, factors.value, range);
			using contrast = new Held(
				taught.keys && (await contrastOf(ranges, partOf, names, taught.keys, signal)),
			);
			using gradients = new Sums();
			using meanLogits = new Sums();
			const losses = termNames.map((term) => (term === 'contrast' ? (contrast.value?.loss ?? 0) : 0));
			gradients.add(contrast.value?.heads ?? {});
			const shares = termShares(batch, ranges);
			for (const [index, range] of ranges.entries()) {
				await nextPart(signal);
				using part = new Held(
					tf.tidy(() =>
						partGradients(
							training.value,
							names.filter((name) => !isContrastWeight(name)),
							partOf(range),
							{
								tokens: taught.tokens[index]!,
								temperature: teacherTemperatureAt(step, length, objective),
								shares: shares[index]!,
								pull: contrast.value && rowsOfPart(contrast.value.cls, photos, range),
							},
							objective,
						),
					),
				);
				for (const [term, loss] of part.value.losses.entries()) losses[term]! += loss;
				gradients.add(part.value.gradients);
				meanLogits.add(part.value.meanLogits);
			}

			return {
				epoch,
				photos,
				losses: namedLosses(losses, objective),
				gradients: gradients.take(names),
				meanLogits: meanLogits.take(Object.keys(taught.tokens[0]!)),
			};
		},
		{ types: 'TaughtParts → GradientBatch' },
	);

	/** Shows the student each part for its class tokens alone. */
	async function contrastOf(
		ranges: readonly PhotoRange[],
		partOf: (range: PhotoRange) => Part,
		names: readonly string[],
		keys: Tensor,
		signal: AbortSignal,
	): Promise<ContrastGradients> {
		const state = training.value;
		const cls: Tensor[] = [];
		try {
			for (const range of ranges) {
				await nextPart(signal);
				cls.push(tf.tidy(() => seePart(state, state.student, partOf(range)).cls));
			}

			return tf.tidy(() => contrastGradients(state.student, names, joinParts(cls), keys, objective.contrast));
		} finally {
			tf.dispose(cls);
		}
	}

	/** Those of the whole batch, in the order in which `student-gradients` draws them. */
	function drawFactors(batch: readonly MaskedViews[], random: Random): Factors {
		if (dropPath === 0) return { global: [], local: [] };
		const { depth } = training.value.config.vit;
		const draw = (views: number) =>
			drawBranchFactors(depth, views * batch.length, { rate: dropPath, random });
		const locals = batch[0]!.local?.length ?? 0;
		return tf.tidy(() => ({ global: draw(2), local: locals > 0 ? draw(locals) : [] }));
	}
}

/** By branch, of the two global views and of the local ones. */
type Factors = {
	readonly global: (Tensor | undefined)[];
	readonly local: (Tensor | undefined)[];
};

function cutPart(batch: readonly MaskedViews[], { global, local }: Factors, range: PhotoRange): Part {
	const rows = (factor: Tensor | undefined) => factor && rowsOfPart(factor, batch.length, range);
	return { views: viewTensors(batch, range), factors: global.map(rows), localFactors: local.map(rows) };
}
