/** Contract of every sink, whatever it writes: called by each sink's own test. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ExecutionContext } from 'ava';
import type { Flow } from '../../src/flow/flow.js';
import type { Sink } from '../../src/flow/sink.js';
import { map } from '../../src/flow/stage.js';
import { tf } from '../../src/nn/tf/tf.js';
import { openRunFolder, type RunFolder } from '../../src/run/folder.js';
import { openFiles } from './open-files.js';
import { freeze, snapshot } from './snapshot.js';

export interface SinkContract<In> {
	readonly sink: (folder: RunFolder) => Sink<In, unknown>;
	/** Two items or more. */
	readonly input: Flow<In>;
}

/** Run it serially in a file whose other tests hold tensors or files open: it counts those of the whole process. */
export async function sinkContract<In>(t: ExecutionContext, contract: SinkContract<In>): Promise<void> {
	const first = await write(t, contract);
	t.true(Object.keys(first).length > 0, 'a sink leaves files');
	t.deepEqual(Object.keys(await write(t, contract)), Object.keys(first));
	t.true(isDeepStrictEqual(await write(t, contract), first), 'the same bytes at every run');

	const fail = (index: string) => {
		if (index !== '0') throw new Error('failed before');
	};
	await t.throwsAsync(write(t, contract, fail), { message: /failed before$/ });

	const controller = new AbortController();
	const abort = () => controller.abort(new Error('aborted'));
	await t.throwsAsync(write(t, contract, abort, controller.signal), { message: 'aborted' });
}

/** Runs the sink, and checks that, however the run ends, nothing is left but whole files. */
async function write<In>(
	t: ExecutionContext,
	{ sink, input }: SinkContract<In>,
	before: (index: string) => void = () => {},
	signal?: AbortSignal,
): Promise<Record<string, string>> {
	const parent = mkdtempSync(path.join(tmpdir(), 'mmc-sink-'));
	const folder = openRunFolder(path.join(parent, 'run'));
	const [tensors, files] = [tf.engine().state.numTensors, openFiles()];
	const runnable = input
		.via(
			map('before', (item: In, { index }) => {
				before(index);
				return item;
			}),
		)
		.into(watched(t, sink(folder)));
	t.false(existsSync(folder.folder), 'nothing may happen before `run`');
	try {
		await runnable.run({ seed: 1, ...(signal && { signal }) });
		return contentOf(folder.folder);
	} finally {
		folder.close();
		t.is(tf.engine().state.numTensors, tensors, 'no tensor may be left');
		t.deepEqual(openFiles(), files, 'no file may be left open');
		t.false(
			Object.keys(contentOf(parent)).some((name) => name.endsWith('.tmp')),
			'nothing half-written',
		);
		rmSync(parent, { recursive: true });
	}
}

function watched<In>(t: ExecutionContext, sink: Sink<In, unknown>): Sink<In, unknown> {
	return {
		...sink,
		async open() {
			const collector = await sink.open();
			return {
				...collector,
				async write(item) {
					freeze(item);
					const before = snapshot(item);
					const progress = await collector.write(item);
					t.true(isDeepStrictEqual(snapshot(item), before), 'inputs may not be changed');
					return progress ?? undefined;
				},
			};
		},
	};
}

/** All files below a folder, as base64. */
function contentOf(folder: string): Record<string, string> {
	const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
	const files = entries.map(({ parentPath, name }) => path.join(parentPath, name)).sort();
	return Object.fromEntries(files.map((file) => [path.relative(folder, file), readFileSync(file, 'base64')]));
}
