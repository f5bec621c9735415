/** Tiny runs that are stopped or killed and go on, for the files of tests that say how. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MmcProcesses, type RunningProcess } from './_mmc.js';
import { temporaryFolder, tinyOptions, writePhotos } from './_tiny-run.js';

export const steps = 10;
export const mmc = new MmcProcesses();
export const folder = await temporaryFolder();
/** A run of `steps` that was not interrupted. */
export const whole = path.join(folder, 'whole');
const options = path.join(folder, 'tiny.json');

/** For `test.before`. */
export async function makeWhole(): Promise<void> {
	const photos = path.join(folder, 'photos');
	await writePhotos(photos);
	await writeFile(options, JSON.stringify(tinyOptions(photos, { steps })));
	await mmc.runToEnd(...begin(whole));
}

/** For `test.after.always`. */
export async function removeRuns(): Promise<void> {
	mmc.close();
	await rm(folder, { recursive: true });
}

/** The arguments that begin a run. */
export function begin(run: string, ...settings: readonly string[]): string[] {
	const set = settings.flatMap((setting) => ['--set', setting]);
	return ['run', 'pretrain', '--options', options, '--out', run, ...set];
}

/** The arguments that go on with it. */
export function resume(run: string): string[] {
	return ['run', 'pretrain', '--resume', run];
}

/** Waits until a run has written so many lines of metrics, or has ended. */
export async function untilLines(run: string, lines: number, { ended }: RunningProcess): Promise<void> {
	let isOver = false;
	ended.then(() => {
		isOver = true;
	});
	while (!isOver && linesOf(run) < lines) await sleep(2);
}

export function linesOf(run: string): number {
	const file = path.join(run, 'metrics.jsonl');
	return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}

/** The name of the newest checkpoint. */
export function newest(run: string): string {
	return readdirSync(path.join(run, 'checkpoints')).sort().at(-1)!;
}
