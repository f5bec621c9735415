import { printable } from '../../files/printable.js';
import type { StageReport } from '../../flow/meter.js';
import { formatDuration, formatFigure, formatShare } from '../../report/figures.js';
import type { RunProgress } from '../../run/status.js';
import { createPace, type Pace } from './pace.js';
import type { View, ViewOptions } from './view.js';

export interface PlainViewOptions extends ViewOptions {
	readonly clock: () => number;
}

/**
 * Creates a view of lines for pipes and log files: `pretrain 120/600 steps 20% 3.100 steps/s eta 2:35 loss=0.6931`.
 */
export function createPlainView({ stream, title, clock }: PlainViewOptions): View {
	const pace = createPace();
	const start = clock();
	let latest: { progress: RunProgress; pace: Pace } | undefined;
	let printed: { progress: RunProgress; time: number } | undefined;

	const log = (line: string) => {
		stream.write(`${printable(line)}\n`);
	};

	const print = (progress: RunProgress, now: Pace, time: number) => {
		log(formatProgress(title, progress, now));
		printed = { progress, time };
	};

	return {
		log,
		update(progress) {
			const time = clock();
			latest = { progress, pace: pace(progress, time) };
			const isDue =
				printed === undefined ||
				time - printed.time >= secondsBetweenLines(time - start) ||
				tenth(progress) > tenth(printed.progress);
			if (isDue) print(progress, latest.pace, time);
		},
		close() {
			if (latest === undefined) return;
			if (printed?.progress !== latest.progress) print(latest.progress, latest.pace, clock());
			for (const stage of latest.progress.stages ?? []) log(formatStage(title, stage));
			latest = undefined;
		},
	};
}

/** Seconds between lines: five at first, a minute in a run of hours. */
function secondsBetweenLines(elapsed: number): number {
	return Math.min(60, Math.max(5, elapsed / 50));
}

function tenth({ done, total }: RunProgress): number {
	return total === undefined ? 0 : Math.floor((10 * done) / total);
}

function formatProgress(title: string, progress: RunProgress, pace: Pace): string {
	const { done, total, unit, values = {} } = progress;
	const parts = [
		title,
		total === undefined ? `${done} ${unit}s` : `${done}/${total} ${unit}s ${formatShare(done / total)}`,
		pace.rate === undefined ? '' : `${formatFigure(pace.rate)} ${unit}s/s`,
		pace.remaining === undefined ? '' : `eta ${formatDuration(pace.remaining)}`,
		...Object.entries(values).map(([name, value]) => `${name}=${formatFigure(value)}`),
	];
	return parts.filter(Boolean).join(' ');
}

function formatStage(title: string, stage: StageReport): string {
	const { name, received, emitted, skipped, busy, waitingForInput, waitingForRoom } = stage;
	const whole = busy + waitingForInput + waitingForRoom || 1;
	const shares = Object.entries({ busy, waitingForInput, waitingForRoom });
	const counts = Object.entries({ received, emitted, skipped });
	return [
		`${title} stage ${name}`,
		...counts.map(([key, count]) => `${key}=${count}`),
		...shares.map(([key, seconds]) => `${key}=${formatShare(seconds / whole)}`),
	].join(' ');
}
