import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { healthOptions } from '../../../src/health/options.js';
import { describeVerdict, type Verdict } from '../../../src/health/verdict.js';
import { openRunFolder, type RunFolder } from '../../../src/run/folder.js';
import { watchLearning } from '../../../stages/watch/watch-learning.js';
import { folderWith } from '../../data/_folder.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { objective, optimisation, someReports, training } from '../_tiny-training.js';
import { heldAside, trainWatched } from '../_watched-training.js';

test.before(useBackend);

function runFolder(t: ExecutionContext): RunFolder {
	const folder = openRunFolder(`${folderWith(t, {})}/run`);
	t.teardown(() => folder.close());
	return folder;
}

test.serial('meets the contract of stages', async (t) => {
	const folder = runFolder(t);
	// The tiny network sees 16 px.
	const small = () => heldAside(3).photos.map((photo) => photo.slice(0, 16 * 16 * 3));
	const watch = resource('watch', () => ({ ...heldAside(3), photos: small() }));
	await stageContract(t, {
		stage: watchLearning(folder, training, watch, {
			health: healthOptions.parse({ everySteps: 1 }),
			objective,
			optimiser: optimisation,
		}),
		input: from(() => someReports(3)),
		ordered: true,
	});
	t.is(JSON.parse(readFileSync(folder.path('health.json'), 'utf8')).verdict, 'learning');
});

const worst = (verdicts: readonly Verdict[]) => new Set(verdicts.map(({ verdict }) => verdict));

test.serial('a healthy run learns, from its first step on', async (t) => {
	const verdicts = await trainWatched({ folder: runFolder(t) });
	t.deepEqual([...worst(verdicts)], ['learning'], verdicts.map(describeVerdict).join('\n'));
	t.is(verdicts.at(-1)!.reason, undefined);
});

test.serial('without centring few prototypes take all: collapsing', async (t) => {
	const verdicts = await trainWatched({
		folder: runFolder(t),
		steps: 30,
		seed: 3,
		objective: { distillation: { centreMomentum: 1 } },
	});
	t.is(verdicts.at(-1)!.verdict, 'collapsing');
	t.regex(describeVerdict(verdicts.at(-1)!), /few prototypes take all .* Try: .*centreMomentum/);
});

test.serial('at a teacher’s temperature of 1 its distributions are uniform: collapsed', async (t) => {
	const distillation = { teacherTemperature: 1, teacherTemperatureStart: 1 };
	const verdicts = await trainWatched({ folder: runFolder(t), steps: 30, objective: { distillation } });
	t.deepEqual(
		verdicts.map(({ verdict }) => verdict),
		['learning', 'collapsing', 'collapsed', 'collapsed'],
	);
	t.regex(
		describeVerdict(verdicts.at(-1)!),
		/near uniform .* Try: a lower `distillation.teacherTemperature`/,
	);
});

test.serial('at a thousand times the learning rate the weights explode: diverging', async (t) => {
	const optimiser = { learningRate: 50, warmUpEpochs: 4 };
	const verdicts = await trainWatched({ folder: runFolder(t), steps: 20, optimiser });
	t.is(verdicts[1]!.verdict, 'diverging');
	t.regex(describeVerdict(verdicts[1]!), /times as long .* Try: a lower `optimiser.learningRate`/);
});

test.serial('with a teacher that is the student and no centre, self-distillation collapses', async (t) => {
	const verdicts = await trainWatched({
		folder: runFolder(t),
		steps: 30,
		objective: {
			distillation: { centreMomentum: 1 },
			reconstruction: { weight: 0 },
			contrast: { weight: 0 },
		},
		optimiser: { momentum: 0 },
	});
	t.deepEqual(
		verdicts.map(({ verdict }) => verdict),
		['learning', 'collapsing', 'collapsed', 'collapsed'],
	);
	// The momentum rises to 1 in the end.
	t.true(verdicts[1]!.remedy!.includes('a higher `optimiser.momentum`'), describeVerdict(verdicts[1]!));
});
