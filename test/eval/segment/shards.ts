import test from 'ava';
import { isInShard, parseShard, shardOption } from '../../../src/eval/segment/shards.js';

test('n shards hold every photo once, counted from 0 or from 1', (t) => {
	for (const first of [0, 1]) {
		const places = [0, 1, 2].flatMap((i) => {
			const shard = parseShard(`${i + first}/3`);
			return Array.from({ length: 8 }, (_, place) => place).filter((place) => isInShard(shard, place));
		});
		t.deepEqual(places.sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
	}
	t.true(isInShard(undefined, 5));
});

test('`auto` is the number in a job array of Slurm or Grid Engine, whatever its range', (t) => {
	const slurm = {
		SLURM_ARRAY_TASK_ID: '14',
		SLURM_ARRAY_TASK_MIN: '10',
		SLURM_ARRAY_TASK_MAX: '17',
		SLURM_ARRAY_TASK_STEP: '2',
	};
	t.deepEqual(parseShard('auto', slurm), { index: 2, count: 4 });
	const gridEngine = { SGE_TASK_ID: '1', SGE_TASK_FIRST: '1', SGE_TASK_LAST: '8', SGE_TASK_STEPSIZE: '1' };
	t.deepEqual(parseShard('auto', gridEngine), { index: 0, count: 8 });
});

test('outside of a job array, `auto` is refused', (t) => {
	const message = /in no job array, neither `SLURM_ARRAY_TASK_ID` nor `SGE_TASK_ID` is set .* as `i\/n`$/;
	t.throws(() => parseShard('auto', {}), { message });
	// Grid Engine says so in a job that is no array's.
	t.throws(() => parseShard('auto', { SGE_TASK_ID: 'undefined' }), { message });
});

test('the option is checked', (t) => {
	for (const text of ['1/8', '0/1', '8/8', 'auto']) t.true(shardOption.safeParse(text).success, text);
	for (const text of ['', '1', '9/8', '0/0', '-1/8', '1/8 ', '1.5/2']) {
		t.false(shardOption.safeParse(text).success, text);
	}
});
