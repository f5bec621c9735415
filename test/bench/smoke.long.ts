/** Every program of `npm run bench` as small as can be, ours alone, so that the harness cannot rot. Speed is not judged. */
import path from 'node:path';
import test from 'ava';
import { cases } from '../../bench/cases.js';
import { judge, measure } from '../../bench/compare.js';
import { packageRoot } from '../../src/run/package.js';

const photos = path.join(packageRoot, 'fixtures/photos');

/** One case of each program and backend: those that differ in size alone are the same when they are small. */
const different = cases.filter(
	({ program, env }, i) => cases.findIndex((other) => other.program === program && other.env === env) === i,
);

for (const contest of different) {
	// One after the other: each starts processes.
	test.serial(`${contest.name}: measures and is judged`, async (t) => {
		const sides = await measure(contest, { photos, rounds: 1, smoke: true, python: undefined, tell: t.log });
		for (const { name, values } of sides) {
			t.true(values.length > 0 && values.every((value) => value > 0), `${name}: ${values}`);
		}

		const [own, ...limits] = judge(contest, sides);
		t.is(own!.case, contest.title);
		t.is(own!.target, contest.target);
		t.is(limits.length, contest.limits?.length ?? 0);
		t.true(own!.peakMB!.ours > 20);
	});
}
