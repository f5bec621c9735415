import type { StageReport } from '../flow/meter.js';
import { formatDuration, formatShare } from './figures.js';
import { type Html, html } from './html.js';

/** Time of each stage. */
export function stagesSection(stages: readonly StageReport[]): Html {
	return html`<section id="stages"><h2>Stages</h2>
<p class="note"><span class="key busy"></span>busy <span class="key input"></span>waits for input <span class="key room"></span>waits for the next stage to take what is done</p>
<div class="scroll"><table>
<thead><tr><th>Stage</th><th>Time</th><th class="number">Busy</th><th class="number">Items in</th><th class="number">Out</th><th class="number">Left out</th></tr></thead>
<tbody>${stages.map(row)}</tbody></table></div></section>`;
}

function row({ name, received, emitted, skipped, busy, waitingForInput, waitingForRoom }: StageReport): Html {
	const whole = busy + waitingForInput + waitingForRoom || 1;
	const part = (kind: string, seconds: number) =>
		html`<i class="${kind}" style="width:${((100 * seconds) / whole).toFixed(1)}%"></i>`;
	const seconds = busy < 60 ? `${busy.toFixed(1)} s` : formatDuration(busy);
	return html`<tr><td><code>${name}</code></td><td><div class="bar" title="${formatShare(busy / whole)} busy, ${formatShare(waitingForInput / whole)} no input, ${formatShare(waitingForRoom / whole)} no room">${part('busy', busy)}${part('input', waitingForInput)}${part('room', waitingForRoom)}</div></td><td class="number">${seconds}</td><td class="number">${received}</td><td class="number">${emitted}</td><td class="number">${skipped}</td></tr>`;
}
