import { asTyped, describeOptions, type OptionRow } from '../options/describe.js';
import { gatherOptions, type OptionLayers } from '../options/recipe.js';
import { type OptionValues, valuesByPath } from '../options/settings.js';
import type { Pipeline } from '../run/pipeline.js';
import type { Provenance } from '../run/provenance.js';
import { type Html, html } from './html.js';
import { withCode } from './with-code.js';

/** Parts of a pipeline that describe its options. */
export type OptionSource = Pick<Pipeline, 'options'> & OptionLayers;

interface UsedOption {
	readonly path: string;
	readonly value: string;
	/** Value when nothing is given; `undefined` if there is none or it is unknown. */
	readonly default: string | undefined;
	readonly meaning: string;
}

/**
 * Options of a run, changed ones first. Defaults are those of the chosen recipe and preset, as `mmc show` prints
 * them.
 *
 * @param pipeline absent where it can't be found any more
 */
export function optionsSection({ options }: Provenance, pipeline: OptionSource | undefined): Html {
	const used = usedOptions(options as OptionValues, pipeline);
	if (!pipeline) return html`<section id="options"><h2>Options</h2>${table(used, false)}</section>`;

	const changed = used.filter((option) => option.value !== option.default);
	const kept = used.filter((option) => option.value === option.default);
	return html`<section id="options"><h2>Options</h2>
${changed.length > 0 ? table(changed, true) : html`<p>All are at their defaults.</p>`}
${kept.length > 0 && html`<details><summary>${kept.length} at their defaults</summary>${table(kept, false)}</details>`}
</section>`;
}

function usedOptions(options: OptionValues, pipeline: OptionSource | undefined): UsedOption[] {
	const { recipe, preset } = options;
	const chosen = { ...(recipe !== undefined && { recipe }), ...(preset !== undefined && { preset }) };
	const rows = pipeline ? describeOptions(pipeline.options, gatherOptions(pipeline, chosen)) : [];
	const byPath = new Map<string, OptionRow>(rows.map((row) => [row.path, row]));
	return valuesByPath(options).map(([path, value]) => ({
		path,
		value: asTyped(value) ?? '',
		// The recipe and the preset are choices themselves, whatever follows from them.
		default:
			path === 'recipe' || path === 'preset' ? defaultChoice(pipeline, path) : byPath.get(path)?.default,
		meaning: byPath.get(path)?.meaning ?? '',
	}));
}

function defaultChoice(pipeline: OptionSource | undefined, path: string): string | undefined {
	return pipeline && describeOptions(pipeline.options).find((row) => row.path === path)?.default;
}

function table(options: readonly UsedOption[], hasDefaults: boolean): Html {
	return html`<div class="scroll"><table>
<thead><tr><th>Option</th><th>Value</th>${hasDefaults && html`<th>Default</th>`}<th>Meaning</th></tr></thead>
<tbody>${options.map(
		({ path, value, default: usual, meaning }) =>
			html`<tr><td><code>${path}</code></td><td class="value">${value}</td>${hasDefaults && html`<td class="value">${usual ?? '–'}</td>`}<td>${withCode(meaning)}</td></tr>`,
	)}</tbody></table></div>`;
}
