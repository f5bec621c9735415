import { optionChanges } from '../options/changes.js';
import { parseOptions } from '../options/parse.js';
import { changedOptions } from '../options/recipe.js';
import type { OptionValues } from '../options/settings.js';
import { type Provenance, readProvenance } from '../run/provenance.js';
import type { NamedPipeline } from './start-record.js';

/** A run that another process continues. */
export interface EarlierRun {
	readonly provenance: Provenance;
	readonly run: string;
}

/** @throws {Error} when there is none in the folder, it is another pipeline's, or it can't be resumed */
export async function readEarlierRun({ name, pipeline }: NamedPipeline, run: string): Promise<EarlierRun> {
	const provenance = await readProvenance(run);
	if (provenance.pipeline !== name) {
		throw new Error(
			`\`${run}\` is a run of \`${provenance.pipeline}\`: \`mmc run ${provenance.pipeline} --resume …\``,
		);
	}

	if (pipeline.mayChange === undefined) {
		throw new Error(`\`${name}\` keeps no checkpoints, so its runs can't be resumed: run it again`);
	}

	return { provenance, run };
}

/** Returns the options of an earlier run, with defaults for what it did not have yet, and their new values. */
export function changeOptions(
	{ name, pipeline }: NamedPipeline,
	{ options }: Provenance,
	given: OptionValues,
) {
	const before = parseOptions(pipeline.options, options as OptionValues, name);
	const after = parseOptions(
		pipeline.options,
		changedOptions(pipeline, options as OptionValues, given),
		name,
	);
	return { options: after, changes: optionChanges(before, after) };
}
