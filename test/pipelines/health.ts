/** What a run tells of its health, from the command to the files it leaves. */
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { callMmc } from '../support/call-mmc.js';
import { metricsOf, temporaryFolder, tinyOptions, writePhotos } from './_tiny-run.js';

let folder: string;
let options: string;

test.before(async () => {
	folder = await temporaryFolder();
	options = path.join(folder, 'tiny.json');
	const photos = path.join(folder, 'photos');
	await writePhotos(photos);
	const distillation = {
		...{ prototypes: 16, hidden: 8, bottleneck: 8 },
		...{ teacherTemperature: 1, teacherTemperatureStart: 1 },
	};
	const settings = { steps: 60, health: { everySteps: 10 }, distillation };
	await writeFile(options, JSON.stringify(tinyOptions(photos, settings)));
});

test.after.always(() => rm(folder, { recursive: true }));

test.serial('a run stops in order on the verdict named, with exit code 2, and can go on', async (t) => {
	const run = path.join(folder, 'run');
	const set = ['--set', 'stopOn=collapsed', '--set', 'optimiser.momentum=0.9'];
	const stopped = await callMmc(['run', 'pretrain', '--options', options, '--out', run, ...set]);
	t.is(stopped.code, 2, stopped.stderr);
	t.regex(stopped.stdout, /^Verdict: collapsed: .* Try: .* This ended the run \(`stopOn`\)/m);
	t.regex(stopped.stdout, /Probing took \d+\.\d% of the time/);
	t.regex(stopped.stderr, /^collapsing: the teacher’s distributions are near uniform.*\ncollapsed: /ms);

	const health = JSON.parse(readFileSync(path.join(run, 'health.json'), 'utf8'));
	t.like(health, { verdict: 'collapsed', isUnseen: false });
	const lines = metricsOf(run) as unknown as { step: number; health?: { verdict: string } }[];
	const looks = lines.filter((line) => line.health);
	t.deepEqual(
		looks.map(({ step }) => step),
		[1, 10, 20, 30, 40, 50].slice(0, looks.length),
	);
	t.is(looks.at(-1)!.health!.verdict, 'collapsed');
	t.is(lines.length, looks.at(-1)!.step, 'no step after the verdict');
	t.is(JSON.parse(readFileSync(path.join(run, 'status.json'), 'utf8')).state, 'stopped');

	const resumed = await callMmc(['run', 'pretrain', '--resume', run, '--set', 'stopOn=diverging']);
	t.is(resumed.code, 0, resumed.stderr);
	t.is(metricsOf(run).length, 60);
});
