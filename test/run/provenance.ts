import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { optionsHash } from '../../src/run/options.js';
import { describeRun, gitRevision } from '../../src/run/provenance.js';

const checkout = () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'provenance-'));
	const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.org'];
	const git = (...args: string[]) =>
		execFileSync('git', [...author, ...args], { cwd: folder, encoding: 'utf8' });
	writeFileSync(path.join(folder, 'file'), 'one');
	git('init', '--quiet');
	git('add', 'file');
	git('commit', '--quiet', '--message=first');
	return { folder, revision: git('rev-parse', 'HEAD').trim() };
};

test('a run says what made it', async (t) => {
	const run = await describeRun({
		pipeline: 'pretrain',
		options: { steps: 3 },
		seed: 7,
		versions: { tensorflow: '2.20.0' },
		args: ['run', 'pretrain', '--set', "data.files='a b'/*.jpg"],
	});
	t.like(run, { pipeline: 'pretrain', seed: 7, hash: optionsHash({ steps: 3 }), options: { steps: 3 } });
	const names = ['masked-momentum', 'node', 'tfjs', 'sharp', 'libvips', 'tensorflow'];
	t.deepEqual(Object.keys(run.versions).sort(), names.sort());
	for (const version of Object.values(run.versions)) t.regex(version, /^\d+\.\d+/);
	t.is(run.command, `mmc run pretrain --set 'data.files='\\''a b'\\''/*.jpg'`);
	t.is(new Date(run.startedAt).toISOString(), run.startedAt);
});

test('the revision tells whether tracked files differ', async (t) => {
	const { folder, revision } = checkout();
	t.is(await gitRevision(folder), revision);
	writeFileSync(path.join(folder, 'file'), 'two');
	t.is(await gitRevision(folder), `${revision}-dirty`);
});

test('outside of a checkout there is no revision', async (t) => {
	t.is(await gitRevision(mkdtempSync(path.join(tmpdir(), 'provenance-'))), null);
	t.is(await gitRevision('/absent'), null);
});
