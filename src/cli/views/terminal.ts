import { createLogUpdate } from 'log-update';
import { printable } from '../../files/printable.js';
import { formatFrame, type Moment } from './frame.js';
import { createPace } from './pace.js';
import type { View, ViewOptions } from './view.js';

export interface TerminalViewOptions extends ViewOptions {
	readonly clock: () => number;
	readonly hasColour: boolean;
}

const secondsBetweenFrames = 0.2;

/** Creates a view of a frame that is drawn over itself, see `formatFrame`. */
export function createTerminalView(options: TerminalViewOptions): View {
	const { stream, clock } = options;
	// The cursor stays visible, so there is nothing to restore after a crash.
	const draw = createLogUpdate(stream, { showCursor: true });
	const pace = createPace();
	const start = clock();
	let moment: Moment | undefined;
	let drawnAt = Number.NEGATIVE_INFINITY;

	const redraw = () => {
		if (moment === undefined) return;
		drawnAt = clock();
		draw(formatFrame(moment, stream.columns ?? 80, options));
	};

	return {
		update(progress) {
			const time = clock();
			moment = { progress, pace: pace(progress, time), elapsed: time - start };
			if (time - drawnAt >= secondsBetweenFrames) redraw();
		},
		log(line) {
			draw.clear();
			stream.write(`${printable(line)}\n`);
			redraw();
		},
		close() {
			redraw();
			draw.done();
			moment = undefined;
		},
	};
}
