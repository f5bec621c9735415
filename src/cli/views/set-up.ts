/** View of set-up: a bar on a terminal, a line for each step if the output is piped. */
import { createLogUpdate } from 'log-update';
import picocolors from 'picocolors';
import { formatShare } from '../../report/figures.js';
import type { SetUpPhase, SetUpProgress } from '../../setup/progress.js';
import type { ViewOptions } from './view.js';

const texts: Readonly<Record<SetUpPhase, string>> = {
	wait: 'Waiting for another set-up to finish, or for ten seconds if it was killed',
	download: 'Downloading TensorFlow (pip)',
	unpack: 'Unpacking its libraries',
	'download-cuda': 'Downloading NVIDIA’s libraries (pip)',
	'unpack-cuda': 'Unpacking NVIDIA’s libraries',
	package: 'Fetching tfjs-node (npm)',
	compile: 'Compiling the addon; without a compiler, fetching one takes two minutes more',
	check: 'Trying it',
};

const barCells = 30;

export interface SetUpView {
	update(progress: SetUpProgress): void;
	close(): void;
}

export function createSetUpView({
	stream,
	environment = process.env,
}: Omit<ViewOptions, 'title'>): SetUpView {
	if (!stream.isTTY || environment.TERM === 'dumb') return createLines(stream);

	const draw = createLogUpdate(stream, { showCursor: true });
	const colours = picocolors.createColors(!environment.NO_COLOR);
	return {
		update({ phase, fraction }) {
			const full = Math.floor(fraction * barCells);
			const bar = colours.green('━'.repeat(full)) + colours.dim('─'.repeat(barCells - full));
			draw(
				fraction > 0 ? `${bar} ${formatShare(fraction).padStart(4)}  ${texts[phase]}` : `${texts[phase]} …`,
			);
		},
		close: () => draw.clear(),
	};
}

function createLines(stream: ViewOptions['stream']): SetUpView {
	let printed = '';
	return {
		update({ phase, fraction }) {
			const quarter = Math.floor(fraction * 4) * 25;
			const line = quarter > 0 ? `${texts[phase]}: ${quarter}%` : texts[phase];
			if (line !== printed) stream.write(`${line}\n`);
			printed = line;
		},
		close() {},
	};
}
