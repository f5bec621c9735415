import { createHash } from 'node:crypto';
import { isAlive } from '../run/status.js';
import { curvesSection } from './curves-section.js';
import { evaluationSection } from './evaluation-section.js';
import { formatDuration, formatFigure } from './figures.js';
import { Html, html } from './html.js';
import type { Verdict } from './metrics.js';
import { type OptionSource, optionsSection } from './options-section.js';
import type { ReportedRun } from './read-run.js';
import { script } from './script.js';
import { stagesSection } from './stages-section.js';
import { style } from './style.js';
import { withCode } from './with-code.js';

/** Content policy: only the page's own script runs and nothing is loaded, whatever a name in the page contains. */
const policy = [
	"default-src 'none'",
	'img-src data:',
	"style-src 'unsafe-inline'",
	`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
].join('; ');

/**
 * Renders a run as one page that loads nothing.
 *
 * @param pipeline for the defaults and meanings of the options; absent where it can't be found any more
 * @param pictures the section of them, if there are any
 */
export function reportPage(
	run: ReportedRun,
	pipeline: OptionSource | undefined,
	pictures: Html | undefined,
): string {
	const { provenance, metrics, summary, tables, stages } = run;
	const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${provenance.pipeline}: ${run.folder}</title>
<style>${new Html(style)}</style>
</head>
<body><main>
${header(run)}
${summary && evaluationSection(summary, tables)}
${metrics && curvesSection(metrics)}
${pictures}
${optionsSection(provenance, pipeline)}
${stages.length > 0 && stagesSection(stages)}
${leftOut(run)}
${origin(run)}
</main><script>${new Html(script)}</script></body>
</html>
`;
	return text;
}

function header(run: ReportedRun): Html {
	const { provenance, status, folder } = run;
	const state = stateOf(run);
	return html`<header>
<h1>${provenance.pipeline}${state && html` <span class="state ${state}">${state}</span>`}</h1>
<p class="sub">${folder} · ${provenance.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</p>
${status?.message && html`<p class="failed">${withCode(status.message)}</p>`}
<pre>${provenance.command}</pre>
${run.metrics?.verdict && verdictCard(run.metrics.verdict)}
<div class="tiles">${tiles(run).map(([value, name]) => html`<div class="tile"><b>${value}</b><span>${name}</span></div>`)}</div>
</header>`;
}

function verdictCard({ verdict, reason, remedy }: Verdict): Html {
	return html`<div class="verdict ${verdict}"><p>${verdict}</p>${reason && html`<p>${withCode(reason)}</p>`}${remedy && html`<p>Try: ${withCode(remedy)}</p>`}</div>`;
}

function stateOf({ status }: ReportedRun): string | undefined {
	if (!status) return undefined;
	return status.state === 'running' && isAlive(status) === false ? 'killed' : status.state;
}

/** Main figures, at a glance. */
function tiles({
	status,
	metrics,
	summary,
	provenance,
	resumes,
}: ReportedRun): [value: string, name: string][] {
	const { done, total, unit } = status?.progress ?? {};
	const of = total === undefined || total === done ? '' : ` of ${total}`;
	const last = Object.entries(metrics?.last ?? {}).flatMap(([name, value]): [string, string][] =>
		/^loss/.test(name) && typeof value === 'number' && value !== 0 ? [[formatFigure(value), name]] : [],
	);
	const measured = Object.entries(summary?.metrics ?? {}).slice(0, 4);
	return [
		...(done === undefined ? [] : [[`${done}${of}`, `${unit}s`] as [string, string]]),
		...(status
			? [
					[formatDuration(status.seconds), resumes.length > 0 ? 'since it was resumed' : 'took'] as [
						string,
						string,
					],
				]
			: []),
		...last,
		...measured.map(([name, { value }]): [string, string] => [value === null ? '–' : value.toFixed(3), name]),
		[String(provenance.seed), 'seed'],
	];
}

/** Files that could not be used. */
function leftOut({ quarantine }: ReportedRun): Html | undefined {
	if (quarantine.length === 0) return undefined;
	const shown = quarantine.slice(0, 100);
	return html`<section id="left-out"><h2>Left out</h2>
<p>${quarantine.length} items could not be used${quarantine.length > shown.length && html`; the first ${shown.length}`}:</p>
<div class="scroll"><table><thead><tr><th>Stage</th><th>Reason</th></tr></thead>
<tbody>${shown.map(({ stage, message }) => html`<tr><td><code>${String(stage)}</code></td><td class="value">${withCode(String(message))}</td></tr>`)}</tbody></table></div></section>`;
}

function origin({ provenance, resumes }: ReportedRun): Html {
	const { versions, gitRevision, hash, forkedFrom } = provenance;
	return html`<footer>
${forkedFrom && html`<p>Begun from <code>${forkedFrom.run}</code> after step ${forkedFrom.step}.</p>`}
${resumes.length > 0 && html`<p>Resumed after step ${resumes.map(({ step }) => String(step)).join(', ')}.</p>`}
<p>${Object.entries(versions)
		.map(([name, version]) => `${name} ${version}`)
		.join(' · ')}</p>
<p>Options ${hash}${gitRevision !== null && html` · commit ${gitRevision}`}</p>
</footer>`;
}
