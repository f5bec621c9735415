import test from 'ava';
import { Profile } from '../../src/profile/profile.js';
import { traceJson } from '../../src/profile/trace.js';
import { assertTrace } from './_trace.js';

async function traceOf(profile: Profile, stages: readonly string[]): Promise<string> {
	const pieces: Uint8Array[] = [];
	for await (const piece of traceJson(profile, 'mmc run "x"', stages)) pieces.push(piece);
	return Buffer.concat(pieces).toString();
}

test('operations have a track, and so has each stage, in microseconds', async (t) => {
	const profile = new Profile();
	const start = performance.now();
	profile.stage('decode', start + 100, start + 200);
	for (let i = 0; i < 2500; i++) profile.operation(i % 2 ? 'Mul' : 'A "b"', start + i, start + i + 0.5);
	profile.stage('decode', start + 300, start + 301);
	profile.stage('embed', start + 201, start + 299);
	const events = assertTrace(t, await traceOf(profile, ['decode', 'embed']));
	const names = events.filter(({ name }) => name === 'thread_name').map(({ tid, args }) => [tid, args!.name]);
	t.deepEqual(names, [
		[1, 'operations'],
		[2, 'decode'],
		[3, 'embed'],
	]);
	t.is(events.filter(({ ph, tid }) => ph === 'X' && tid === 1).length, 2500);
	const [first, second] = events.filter(({ cat, name }) => cat === 'stage' && name === 'decode');
	t.true(Math.abs(second!.ts! - first!.ts! - 200_000) < 0.01);
	t.true(Math.abs(first!.dur! - 100_000) < 0.01);
});

test('a run in which nothing happened has a trace too', async (t) => {
	t.is(assertTrace(t, await traceOf(new Profile(), [])).filter(({ ph }) => ph === 'X').length, 0);
});
