import type { z } from 'zod';
import type { StageDescription } from '../flow/flow.js';
import type { AddedStages } from '../flow/resource.js';
import type { Stage } from '../flow/stage.js';
import type { LossTerm } from '../nn/losses/loss-term.js';
import { type Objective, termNames } from '../nn/losses/objective.js';
import { definePipeline, type Pipeline } from './pipeline.js';

/** A stage that can stand where items of type `T` flow; any stage where the type is not known. */
export type StageAt<T> = [T] extends [never] ? Stage<never, unknown> : Stage<T, T>;

/** Options of a pipeline and of its extension, parsed. */
export type ExtendedOptions<Shape extends z.core.$ZodShape, Own extends z.core.$ZodShape> = z.output<
	z.ZodObject<z.core.util.Extend<Shape, Own>>
>;

/** Additions to a pipeline. */
export interface Extension<
	Shape extends z.core.$ZodShape,
	Own extends z.core.$ZodShape,
	Items extends object,
> {
	/** Name in the records of runs that are started from code. Default: that of the pipeline. */
	readonly name?: string;
	/** One sentence for `mmc list`. */
	readonly summary?: string;
	/** Options in addition to those of the pipeline, each a zod schema with a default and a description. */
	readonly options?: Own;
	/** Stages to insert, each made from the options, by the name of the stage that it comes after. */
	readonly after?: {
		readonly [Name in keyof Items]?: (options: ExtendedOptions<Shape, Own>) => StageAt<Items[Name]>;
	};
	/** Terms of the loss in addition to those of a training pipeline. */
	readonly losses?: (options: ExtendedOptions<Shape, Own>) => readonly LossTerm[];
}

/**
 * Makes a pipeline that is another one with additions: options, stages behind those of a name, terms of the loss. All
 * else comes along: recipes, presets, resuming, verdicts, evaluation, report.
 *
 * @throws {RangeError} when an option has the name of one of the pipeline's, or a loss no name of its own; and, when a run
 * is built, when the pipeline has no stage of a name
 *
 * @example
 * export default extend(pretrain, {
 *   name: 'pretrain-grey',
 *   options: { grey: z.number().min(0).max(1).default(0.2).describe('share of the photos without colours') },
 *   after: { decode: ({ grey }) => dropColours(grey) },
 * });
 */
export function extend<
	Shape extends z.core.$ZodShape,
	Config extends z.core.$ZodObjectConfig,
	R,
	Items extends object,
	Own extends z.core.$ZodShape = Record<never, never>,
>(
	pipeline: Pipeline<z.ZodObject<Shape, Config>, R, Items>,
	extension: Extension<Shape, Own, Items>,
): Pipeline<z.ZodObject<z.core.util.Extend<Shape, Own>, Config>, R, Items> {
	const { options: own = {} as Own, after = {}, losses, ...named } = extension;
	for (const name of Object.keys(own)) {
		if (name in pipeline.options.shape)
			throw new RangeError(`Option \`${name}\` is the pipeline’s: name yours otherwise`);
	}

	const { prepare, survey, ...same } = pipeline;
	return definePipeline<z.ZodObject<z.core.util.Extend<Shape, Own>, Config>, R, Items>({
		...same,
		...named,
		options: pipeline.options.extend(own) as z.ZodObject<z.core.util.Extend<Shape, Own>, Config>,
		...(prepare && {
			prepare: (options, machine) => prepare(options as z.output<z.ZodObject<Shape, Config>>, machine),
		}),
		...(survey && {
			survey: (options, context) => survey(options as z.output<z.ZodObject<Shape, Config>>, context),
		}),
		build(options, folder, checkpoint) {
			const parsed = options as ExtendedOptions<Shape, Own>;
			const added = Object.fromEntries(
				Object.entries<((options: ExtendedOptions<Shape, Own>) => unknown) | undefined>(after).flatMap(
					([behind, make]) => (make ? [[behind, [make(parsed)]]] : []),
				),
			);
			const given = losses ? { ...parsed, ownTerms: allTerms(parsed, losses(parsed)) } : parsed;
			const built = pipeline.build(given as z.output<z.ZodObject<Shape, Config>>, folder, checkpoint);
			return {
				stages: describeAll(built.stages, added),
				run: (settings) => built.run({ ...settings, added: joined(settings?.added, added) }),
			};
		},
	});
}

/** Those of an extension of the extension stand before its own, as they do in `describeAll`. */
function joined(outer: AddedStages = {}, own: AddedStages): AddedStages {
	const names = [...new Set([...Object.keys(outer), ...Object.keys(own)])];
	return Object.fromEntries(names.map((name) => [name, [...(outer[name] ?? []), ...(own[name] ?? [])]]));
}

function allTerms(options: object, own: readonly LossTerm[]): readonly LossTerm[] {
	const terms = [...((options as Pick<Objective, 'ownTerms'>).ownTerms ?? []), ...own];
	const taken = new Set<string>(termNames);
	for (const { name } of terms) {
		if (!/^[a-z]\w*$/i.test(name) || taken.has(name)) {
			throw new RangeError(
				`A term of the loss needs a name of its own, of letters and digits, got \`${name}\``,
			);
		}

		taken.add(name);
	}

	return terms;
}

function describeAll(stages: readonly StageDescription[], added: AddedStages): readonly StageDescription[] {
	const names = stages.map(({ name }) => name);
	for (const behind of Object.keys(added)) {
		if (!names.includes(behind)) {
			throw new RangeError(`There is no stage \`${behind}\` to insert behind; there are ${names.join(', ')}`);
		}
	}

	return stages.flatMap((stage) => [
		stage,
		...((added[stage.name] ?? []) as readonly Stage<never, unknown>[]).map(
			({ name, types, concurrency }) => ({
				name,
				types,
				concurrency,
			}),
		),
	]);
}
