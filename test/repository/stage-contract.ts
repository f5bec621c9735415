import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { from } from '../../src/flow/flow.js';
import { map, type Stage, stage } from '../../src/flow/stage.js';
import { tf } from '../../src/nn/tf/tf.js';
import { useBackend } from '../support/backend.js';
import { stageContract } from '../support/stage-contract.js';

test.before(useBackend);

interface Item {
	readonly values: Float32Array;
}

const input = from(() => [1, 2, 3, 4].map((value): Item => ({ values: Float32Array.of(value, 0) })));
const sum = ({ values }: Item) => values.reduce((total, value) => total + value);

const good: Readonly<Record<string, Stage<Item, unknown>>> = {
	'a sum': map('sum', sum),
	'a tensor': map('upload', ({ values }) => ({ x: tf.tidy(() => tf.square(tf.tensor1d(values))) })),
	'nothing, of some items': stage('odd', () => ({ process: (item) => (sum(item) % 2 === 1 ? [item] : []) })),
};

for (const [title, passing] of Object.entries(good)) {
	test.serial(`passes: ${title}`, async (t) => {
		await stageContract(t, { stage: passing, input });
	});
}

let calls = 0;

const bad: Readonly<Record<string, readonly [RegExp, Stage<Item, unknown>]>> = {
	'writes into a typed array of its input': [
		/inputs may not be changed/,
		map('m', ({ values }) => values.fill(1)),
	],
	'writes into its input': [/Rejected promise/, map('m', (item) => Object.assign(item, { sum: sum(item) }))],
	'remembers items of other runs': [/same output/, map('m', (item) => [sum(item), calls++])],
	'depends on the order of its work': [
		/same output/,
		stage('m', () => {
			let before = 0;
			return {
				async process(item, { index }) {
					await sleep(index === '0' ? 50 : 0); // Longer than the contract's own jitter.
					before += sum(item);
					return [before];
				},
			};
		}),
	],
	'draws numbers of its own': [/same output/, map('m', (item) => sum(item) + Math.random())],
	'leaves a tensor in passing': [
		/no tensor may be left/,
		map('m', ({ values }) => tf.square(tf.tensor1d(values))),
	],
	'leaves a tensor where it fails': [
		/no tensor may be left/,
		map('m', ({ values }) => {
			const x = tf.tensor1d(values);
			const y = tf.square(x);
			x.dispose();
			return y;
		}),
	],
	'keeps silent about what it cannot read': [
		/is an error/,
		stage('m', () => ({
			process(item) {
				try {
					return [sum(item)];
				} catch {
					return [];
				}
			},
		})),
	],
	'works before the run': [
		/nothing may happen before/,
		{
			...map('m', sum),
			get open() {
				tf.scalar(1);
				return map('m', sum).open;
			},
		},
	],
};

for (const [title, [complaint, failing]] of Object.entries(bad)) {
	test.serial(`does not pass: a stage that ${title}`, async (t) => {
		tf.engine().startScope();
		const attempt = await t.try((inner) => stageContract(inner, { stage: failing, input }));
		tf.engine().endScope();
		attempt.discard();
		t.false(attempt.passed);
		t.regex(String(attempt.errors[0]), complaint);
	});
}
