import test from 'ava';
import { judge, type Probe } from '../../src/health/verdict.js';

/** Probes of a run of which all is well but for what each one changes. */
function probes(...changes: readonly Partial<Probe>[]): Probe[] {
	return changes.map((change, i) => ({
		step: 10 * i + 1,
		clsDeviation: 0.4,
		patchDeviation: 0.9,
		studentDeviation: 0.4,
		clsRank: 5,
		patchRank: 9,
		clsCosine: 0.2,
		patchCosineWithin: 0.5,
		patchCosineBetween: 0.2,
		teacherDistance: 0.1,
		weightDistance: 0.1,
		weightNorm: 20,
		teacherEntropy: 2,
		teacherKlToUniform: 2,
		teacherInformation: 1,
		prototypesUsed: 40,
		prototypePerplexity: 30,
		choices: 64,
		reconstruction: 1,
		nonFinite: 0,
		isWarmingUp: false,
		momentum: 0.99,
		...change,
	}));
}

test('a first probe tells nothing but what has exploded', (t) => {
	t.deepEqual(judge(probes({ clsDeviation: 0 })), { verdict: 'learning', reason: 'too early to tell' });
	t.is(judge(probes({ nonFinite: 1 })).verdict, 'diverging');
	t.deepEqual(judge(probes({}, {})), { verdict: 'learning' });
});

test('longer weights, NaN and a reconstruction further off than at first are divergence, also in the warm-up', (t) => {
	for (const [change, reason] of [
		[{ weightNorm: 31 }, /^the weights are 1\.6 times as long as at step 1$/],
		[{ clsDeviation: Number.NaN }, /NaN or infinite/],
		[{ nonFinite: 3 }, /in 3 batches/],
		[{ reconstruction: 2.1 }, /2\.1 times as far off/],
	] as const) {
		const { verdict, reason: given } = judge(probes({}, { isWarmingUp: true, ...change }));
		t.is(verdict, 'diverging');
		t.regex(given!, reason);
	}

	t.is(judge(probes({}, { weightNorm: 29, reconstruction: 1.9 })).verdict, 'learning');
});

test('what follows an explosion is its consequence: the remedy is a lower learning rate', (t) => {
	const { verdict, remedy } = judge(probes({}, { weightNorm: 400 }, { weightNorm: 400, clsDeviation: 0.01 }));
	t.is(verdict, 'collapsing');
	t.regex(remedy!, /^a lower `optimiser\.learningRate`, a longer warm-up$/);
	t.regex(judge(probes({}, {}, { clsDeviation: 0.01 })).remedy!, /a larger `batchSize`/);
});

test('what is lost at two probes in a row has collapsed', (t) => {
	const lost = { studentDeviation: 0.01 };
	t.is(judge(probes({}, lost)).verdict, 'collapsing');
	t.is(judge(probes({}, lost, lost)).verdict, 'collapsed');
	t.is(judge(probes({}, { ...lost, isWarmingUp: true }, lost)).verdict, 'collapsing');
});

test('a teacher that follows too fast is named among the remedies', (t) => {
	t.regex(
		judge(probes({}, { prototypePerplexity: 3, momentum: 0 })).remedy!,
		/a higher `optimiser\.momentum` \(it is 0;/,
	);
	t.notRegex(judge(probes({}, { prototypePerplexity: 3 })).remedy!, /momentum` \(/);
});
