import { describeOptions, type OptionRow } from '../options/describe.js';
import { parseOptions } from '../options/parse.js';
import { chosenPreset, chosenRecipe, gatherOptions } from '../options/recipe.js';
import { mergeOptions, type OptionValues, parseSettings } from '../options/settings.js';
import { defaultRunFolder, openRunFolder } from '../run/folder.js';
import { type FoundPipeline, findPipeline } from './find/find-pipelines.js';
import { formatMermaid, formatPipeline } from './show.js';

export interface ShowFlags {
	readonly set: readonly string[];
	readonly pipelines: readonly string[];
	readonly mermaid: boolean;
}

/** Runs `mmc show <pipeline>`: returns its stages and every option, as text or as a Mermaid graph. */
export async function showPipeline(name: string, flags: ShowFlags, width?: number): Promise<string> {
	const found = await findPipeline(name, flags.pipelines);
	const settings = parseSettings(flags.set);
	const given = gatherOptions(found.pipeline, settings);
	const options = describeOptions(found.pipeline.options, given);
	const recipe = chosenRecipe(found.pipeline, settings);
	const preset = chosenPreset(found.pipeline, settings);
	const shown = {
		...found,
		summary: found.pipeline.summary,
		stages: stagesOf(found, given, options),
		options,
		...(recipe && { recipe }),
		...(preset && { preset }),
	};
	return flags.mermaid ? formatMermaid(shown) : formatPipeline(shown, width);
}

/**
 * Returns the stages. Building does nothing yet, so a required option that was not given may be anything of the right
 * kind.
 */
function stagesOf({ name, pipeline }: FoundPipeline, given: OptionValues, rows: readonly OptionRow[]) {
	const missing = rows.filter(({ required, default: value }) => required && value === undefined);
	const placeholders = parseSettings(missing.map(({ path, type }) => `${path}=${placeholderOf(type)}`));
	const options = parseOptions(pipeline.options, mergeOptions(placeholders, given), name);
	return pipeline.build(options, openRunFolder(defaultRunFolder(name))).stages;
}

/** Placeholder of a type: `text` for `text | number`, the list `["text"]` for `[text, …]`. */
function placeholderOf(type: string): string {
	const list = /^\[(.*), …\]/.exec(type);
	return list ? JSON.stringify([list[1]]) : type.split(' | ')[0]!;
}
