/** One frame of the terminal view, as text that fits the terminal's width. */
import picocolors from 'picocolors';
import { printableLine } from '../../files/printable.js';
import type { StageReport } from '../../flow/meter.js';
import { formatDuration, formatFigure, formatShare } from '../../report/figures.js';
import type { RunProgress } from '../../run/status.js';
import type { Pace } from './pace.js';
import type { ViewOptions } from './view.js';

type Colours = ReturnType<typeof picocolors.createColors>;

/** Content of one frame. */
export interface Moment {
	readonly progress: RunProgress;
	readonly pace: Pace;
	/** Seconds since the view was made. */
	readonly elapsed: number;
}

export type FrameOptions = Pick<ViewOptions, 'title'> & { readonly hasColour: boolean };

/** Formats the stages, the latest figures and last, where the eye rests, the bar. */
export function formatFrame(moment: Moment, width: number, options: FrameOptions): string {
	const { stages = [], values = {} } = moment.progress;
	const colours = picocolors.createColors(options.hasColour);
	return [
		...formatStages(stages, width, colours),
		...formatValues(values, width, colours),
		formatBar(moment, width, options, colours),
	].join('\n');
}

const barCells = 10;
const [busyCell, inputCell, roomCell] = ['█', '·', '▒'] as const;
const headings = [`${busyCell} busy`, `${inputCell} no input`, `${roomCell} no room`] as const;

/** Formats each stage's share of time for work, waiting for input, and waiting for room in the next stage. */
function formatStages(stages: readonly StageReport[], width: number, colours: Colours): string[] {
	const longest = Math.max(5, ...stages.map(({ name }) => name.length));
	const rest = headings.reduce((sum, heading) => sum + heading.length + 2, 0);
	const hasBars = longest + barCells + 2 + rest <= width;
	const room = Math.min(longest, width - rest);
	if (stages.length === 0 || room < 5) return [];

	const title = 'stage'.padEnd(room + (hasBars ? barCells + 2 : 0));
	const rows = stages.map((stage) => {
		const shares = sharesOf(stage);
		const cells = shares.map((share, index) => formatShare(share).padStart(headings[index]!.length + 2));
		return (
			printableLine(stage.name).slice(0, room).padEnd(room) +
			(hasBars ? `  ${formatShares(shares, colours)}` : '') +
			cells.join('')
		);
	});
	return [colours.dim([title, ...headings].join('  ')), ...rows, ''];
}

function sharesOf({ busy, waitingForInput, waitingForRoom }: StageReport): readonly [number, number, number] {
	const whole = busy + waitingForInput + waitingForRoom || 1;
	return [busy / whole, waitingForInput / whole, waitingForRoom / whole];
}

function formatShares([busy, input]: readonly [number, number, number], colours: Colours): string {
	const busyEnd = Math.round(busy * barCells);
	const inputEnd = Math.round((busy + input) * barCells);
	return [
		colours.green(busyCell.repeat(busyEnd)),
		colours.dim(inputCell.repeat(inputEnd - busyEnd)),
		colours.yellow(roomCell.repeat(barCells - inputEnd)),
	].join('');
}

/** Formats as many figures on a line as fit. */
function formatValues(values: Readonly<Record<string, number>>, width: number, colours: Colours): string[] {
	const lines: { text: string; length: number }[] = [];
	for (const [key, value] of Object.entries(values)) {
		const name = printableLine(key);
		const figure = formatFigure(value);
		const text = `${colours.dim(name)} ${figure}`;
		const length = name.length + 1 + figure.length;
		const last = lines.at(-1);
		if (last !== undefined && last.length + 3 + length <= width) {
			lines[lines.length - 1] = { text: `${last.text}   ${text}`, length: last.length + 3 + length };
		} else {
			lines.push({ text, length });
		}
	}

	return lines.map(({ text }) => text);
}

const [widestBar, narrowestBar] = [40, 8] as const;

function formatBar(moment: Moment, width: number, { title }: FrameOptions, colours: Colours): string {
	const { done, total } = moment.progress;
	const [unit, shownTitle] = [printableLine(moment.progress.unit), printableLine(title)];
	const parts = fitting(width - shownTitle.length - 2, [
		total === undefined ? `${done} ${unit}s` : `${done}/${total} ${unit}s`,
		total === undefined ? '' : formatShare(done / total),
		formatTime(moment),
		moment.pace.rate === undefined ? '' : `${formatFigure(moment.pace.rate)} ${unit}s/s`,
	]);
	const room = width - [shownTitle, ...parts].join('  ').length - 2;
	const cells = total === undefined || room < narrowestBar ? 0 : Math.min(widestBar, room);
	const full = Math.min(cells, Math.floor((cells * done) / (total ?? 1)));
	const bar = colours.green('━'.repeat(full)) + colours.dim('─'.repeat(cells - full));
	return [colours.bold(shownTitle), ...(cells === 0 ? [] : [bar]), ...parts].join('  ');
}

function formatTime({ progress, pace, elapsed }: Moment): string {
	const isTimed = pace.remaining !== undefined && progress.done !== progress.total;
	return isTimed ? `ETA ${formatDuration(pace.remaining)}` : formatDuration(elapsed);
}

/** Returns the first parts that fit into a line together. */
function fitting(width: number, parts: readonly string[]): string[] {
	const present = parts.filter(Boolean);
	while (present.length > 1 && present.join('  ').length > width) present.pop();
	return present;
}
