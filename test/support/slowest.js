/** Tells at the end of a run of ava which files took the processors longest. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Fewer files are somebody's choice, and their shares say nothing. */
const wholeRun = 100;

/**
 * Prints the ten slowest files when this process ends. Seconds are those of all processors that worked for a file, so
 * that other programs on the machine do not count.
 *
 * @param {number} mostShare of all seconds that one file may take; above it the run fails
 */
export function tellSlowest(mostShare = 1) {
	const folder = mkdtempSync(path.join(tmpdir(), 'mmc-times-'));
	process.env.MMC_TEST_TIMES = path.join(folder, 'times.jsonl');
	process.on('exit', () => {
		const times = readTimes(process.env.MMC_TEST_TIMES);
		rmSync(folder, { recursive: true });
		if (times.length < 2) return;
		const all = times.reduce((sum, { seconds }) => sum + seconds, 0);
		console.log(`\nThe slowest of ${times.length} files, which took the processors ${all.toFixed(0)} s:`);
		for (const { file, seconds } of times.slice(0, 10))
			console.log(`${seconds.toFixed(1).padStart(7)} s  ${file}`);
		const tooSlow = times.length < wholeRun ? [] : times.filter(({ seconds }) => seconds > mostShare * all);
		for (const { file } of tooSlow) {
			console.log(
				`${file} takes more than ${100 * mostShare}% of all: make it faster, or a file of \`npm run test:long\``,
			);
			process.exitCode = 1;
		}
	});
}

function readTimes(file) {
	try {
		const lines = readFileSync(file, 'utf8').trim().split('\n');
		return lines.map((line) => JSON.parse(line)).sort((a, b) => b.seconds - a.seconds);
	} catch {
		return [];
	}
}
