import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { optionsHash } from '../../src/options/parse.js';
import { describeRun, gitRevision, readProvenance, versionChanges } from '../../src/run/provenance.js';

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

test('what made a run is read again, unless its options were edited', async (t) => {
	const run = mkdtempSync(path.join(tmpdir(), 'provenance-'));
	const written = await describeRun({ pipeline: 'pretrain', options: { steps: 3 }, seed: 7, args: [] });
	const write = (content: object) => writeFileSync(path.join(run, 'options.json'), JSON.stringify(content));
	write(written);
	t.deepEqual(await readProvenance(run), written);
	write({ ...written, options: { steps: 4 } });
	await t.throwsAsync(readProvenance(run), { message: /The options in `.*` were edited/ });
	await t.throwsAsync(readProvenance(path.join(run, 'absent')), { message: /is `.*` the folder of a run\?/ });
});

test('changed versions are told', (t) => {
	t.deepEqual(versionChanges({ node: '20.19.0', tensorflow: '2.20.0' }, { node: '22.1.0', wasm: '4.22.0' }), [
		'node: "20.19.0" → "22.1.0"',
		'tensorflow: "2.20.0" → not set',
		'wasm: not set → "4.22.0"',
	]);
});
