/** Contract of every stage, whatever it does: called by each stage's own test. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ExecutionContext } from 'ava';
import { StageError } from '../../src/flow/errors.js';
import type { Flow } from '../../src/flow/flow.js';
import type { RunOptions } from '../../src/flow/run.js';
import type { Sink } from '../../src/flow/sink.js';
import { map, type Stage } from '../../src/flow/stage.js';
import { mulberry32 } from '../../src/math/random.js';
import { tf } from '../../src/nn/tf/tf.js';
import { FailingKernels } from './failing-kernels.js';
import { freeze, snapshot } from './snapshot.js';

export interface StageContract<In, Out> {
	readonly stage: Stage<In, Out>;
	/** Input of the stage: two items or more, small ones, since it runs some twenty times. */
	readonly input: Flow<In>;
	/** `true` if it changes what it reads at the next item, and so must take one at a time. */
	readonly ordered?: boolean;
	/** Properties of its outputs that tell how long something took. */
	readonly timed?: readonly string[];
}

/** Run it serially in a file whose other tests hold tensors: it counts those of the whole process. */
export async function stageContract<In, Out>(
	t: ExecutionContext,
	contract: StageContract<In, Out>,
): Promise<void> {
	const run = runnerOf(t, contract);
	const outputs = await checkOutputs(t, contract, run);
	t.true(outputs.length > 0, 'the contract needs items that something comes out of');
	await checkFailures(t, contract, run);
	await checkAborts(t, run);
	await checkFailingKernels(t, run);
}

/** Interference of the contract with one run. */
interface Meddling {
	readonly concurrency?: number;
	/** Milliseconds, at most, that an item waits before and after it is handled. */
	readonly jitter?: number;
	readonly kernels?: FailingKernels;
	/** Called with each item's index before the stage, in it, and behind it. */
	readonly at?: (place: 'before' | 'inside' | 'behind', index: string) => void;
	/** Hands the stage an item of which nothing can be read, in the place of each but the first. */
	readonly poisoned?: boolean;
}

type Run = (meddling?: Meddling, options?: RunOptions) => Promise<unknown[]>;

/** A run that checks, however it ends, that inputs are as they were, all is closed once and no tensor is left. */
function runnerOf<In, Out>(t: ExecutionContext, { stage, input }: StageContract<In, Out>): Run {
	return async (meddling = {}, options = {}) => {
		const { at = () => {} } = meddling;
		const [tensors, seen] = [countTensors(), { opened: 0, closed: 0 }];
		const runnable = input
			.via(
				map('before', (item: In, { index }) => {
					at('before', index);
					return item;
				}),
			)
			.via(watched(t, stage, seen, meddling))
			.via(
				map('behind', (item: Out, { index }) => {
					at('behind', index);
					return item;
				}),
			)
			.into(snapshots());
		t.deepEqual([seen.opened, countTensors()], [0, tensors], 'nothing may happen before `run`');
		try {
			return await runnable.run({ seed: 1, ...options });
		} finally {
			t.deepEqual(seen, { opened: 1, closed: 1 }, 'opened and closed once');
			t.is(countTensors(), tensors, 'no tensor may be left');
		}
	};
}

function watched<In, Out>(
	t: ExecutionContext,
	stage: Stage<In, Out>,
	seen: { opened: number; closed: number },
	{ concurrency = stage.concurrency, jitter = 0, kernels, poisoned = false, at = () => {} }: Meddling,
): Stage<In, Out> {
	const random = mulberry32(1);
	const wait = () => (jitter > 0 ? sleep(jitter * random()) : undefined);
	return {
		...stage,
		concurrency,
		async open() {
			seen.opened++;
			const operator = await stage.open();
			return {
				...operator,
				async process(item, context) {
					await wait();
					at('inside', context.index);
					freeze(item);
					const before = snapshot(item);
					const handed = poisoned && context.index !== '0' ? (poison() as In) : item;
					if (kernels) kernels.counting = true;
					try {
						return [...(await operator.process(handed, context))];
					} finally {
						if (kernels) kernels.counting = false;
						t.true(isDeepStrictEqual(snapshot(item), before), 'inputs may not be changed');
						await wait();
					}
				},
				async close() {
					seen.closed++;
					await operator.close?.();
				},
			};
		},
	};
}

async function checkOutputs<In, Out>(
	t: ExecutionContext,
	{ stage, ordered = false, timed = [] }: StageContract<In, Out>,
	run: Run,
): Promise<unknown[]> {
	const outputs = await run({ concurrency: 1 });
	const again = await run({ concurrency: ordered ? 1 : 8, jitter: 4 });
	const timeless = (items: unknown[]) => items.map((item) => without(item, timed));
	t.true(
		isDeepStrictEqual(timeless(again), timeless(outputs)),
		'the same output at any concurrency and timing',
	);
	if (ordered) t.is(stage.concurrency, 1, 'a stage that is ordered takes one item at a time');
	return outputs;
}

function without(item: unknown, keys: readonly string[]): unknown {
	if (keys.length === 0) return item;
	return Object.fromEntries(Object.entries(item as object).filter(([key]) => !keys.includes(key)));
}

async function checkFailures<In, Out>(
	t: ExecutionContext,
	{ stage }: StageContract<In, Out>,
	run: Run,
): Promise<void> {
	for (const place of ['before', 'inside', 'behind'] as const) {
		const at: Meddling['at'] = (here, index) => {
			if (here === place && index !== '0') throw new Error(`failed ${place}`);
		};
		if (place === 'inside' && stage.onError === 'skip') await run({ at }, { maxDropRate: 1 });
		else await t.throwsAsync(run({ at }), { message: new RegExp(`failed ${place}$`) });
	}

	const errors: unknown[] = [];
	const onSkip = (error: StageError) => errors.push(error);
	await run({ poisoned: true }, { maxDropRate: 1, onSkip }).catch((error) => errors.push(error));
	t.true(errors.length > 0, 'what the stage cannot read is an error');
	for (const error of errors) {
		t.true(error instanceof StageError && error.stage === stage.name, `from the stage itself: ${error}`);
	}
}

async function checkAborts(t: ExecutionContext, run: Run): Promise<void> {
	for (const place of ['before', 'inside', 'behind'] as const) {
		const controller = new AbortController();
		const at: Meddling['at'] = (here) => {
			if (here === place) controller.abort(new Error('aborted'));
		};
		await t.throwsAsync(run({ at, jitter: 1 }, { signal: controller.signal }), { message: 'aborted' });
	}
}

/** Each of some operations on tensors fails in a run of its own, the first and the last of the first item too. */
async function checkFailingKernels(t: ExecutionContext, run: Run): Promise<void> {
	if (!tf.getBackend()) return;
	const operations = await countKernels(run);
	if (operations === 0) return;
	const some = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((eighth) => Math.round((eighth / 8) * (operations - 1)));
	for (const at of new Set(some)) {
		using kernels = new FailingKernels(at);
		await t.throwsAsync(run({ kernels }), { message: /the device is full$/ }, `operation ${at}`);
	}
}

async function countKernels(run: Run): Promise<number> {
	let operations = 0;
	using kernels = new FailingKernels();
	const at: Meddling['at'] = (place, index) => {
		if (place === 'inside' && index !== '0') operations ||= kernels.count;
	};
	await run({ kernels, at, concurrency: 1 });
	return operations || kernels.count;
}

/** An item of which nothing can be read. */
function poison(): object {
	const refuse = (): never => {
		throw new TypeError('nothing can be read');
	};
	return new Proxy({}, { get: refuse, ownKeys: refuse });
}

/** Copies of what arrives, made while its tensors are there. */
function snapshots<T>(): Sink<T, unknown[]> {
	return {
		name: 'snapshots',
		types: 'T → unknown[]',
		open() {
			const items: unknown[] = [];
			return { write: (item) => void items.push(snapshot(item)), result: () => items };
		},
	};
}

/** Unlike `tf.memory` it needs no backend. */
function countTensors(): number {
	return tf.engine().state.numTensors;
}
