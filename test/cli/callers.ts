import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';

const pipeline = `
	import { definePipeline, from, toArray } from 'masked-momentum';
	import { z } from 'zod';

	export default definePipeline({
		summary: 'Tells how many threads TensorFlow has',
		options: z.strictObject({}),
		callers: 3,
		build: () => from(() => [1]).into(toArray()),
		describe: () => 'threads: ' + process.env.TF_NUM_INTRAOP_THREADS,
	});
`;

test('a pipeline whose threads call TensorFlow leaves it as many threads fewer', async (t) => {
	const folder = await mkdtemp(path.join(tmpdir(), 'mmc-callers-'));
	t.teardown(() => rm(folder, { recursive: true }));
	const file = path.join(folder, 'tell.ts');
	await writeFile(file, pipeline);
	const { TF_NUM_INTRAOP_THREADS: _, ...env } = process.env;
	const args = ['bin/mmc.js', 'run', file, '--out', path.join(folder, 'run')];
	const { stdout } = await promisify(execFile)(process.execPath, args, { env });
	t.is(stdout.trim(), `threads: ${Math.max(1, availableParallelism() - 3)}`);
});
