/** A process that claims runs: told a folder and a time, it tries at that time and says whether it holds the run. */
import { openRunFolder } from '../../src/run/folder.js';
import { lockRun } from '../../src/run/run-lock.js';

let held: Disposable | undefined;

process.on('message', async (order: { readonly folder: string; readonly at: number } | 'release') => {
	if (order === 'release') {
		held?.[Symbol.dispose]();
		held = undefined;
		process.send!('released');
		return;
	}

	const folder = openRunFolder(order.folder, { resume: true });
	while (performance.timeOrigin + performance.now() < order.at); // A timer would be late by more than the race takes.
	held = await lockRun(folder, () => {}).catch((error) => {
		if (error.name === 'RunLockedError') return undefined;
		throw error;
	});
	process.send!(held ? 'held' : 'refused');
});

process.send!('ready');
