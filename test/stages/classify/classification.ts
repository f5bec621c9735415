/** The stages of `classify`. */
import { readFile } from 'node:fs/promises';
import test from 'ava';
import type { LabelledVector } from '../../../src/eval/classify/classification.js';
import { encoderOptions, openEncoder } from '../../../src/eval/features/encoder.js';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { classSummary } from '../../../stages/classify/class-summary.js';
import { embedPhoto } from '../../../stages/classify/embed-photo.js';
import { gatherVectors } from '../../../stages/classify/gather-vectors.js';
import { linearProbe } from '../../../stages/classify/linear-probe.js';
import { neighbourVote, voteOptions } from '../../../stages/classify/neighbour-vote.js';
import { folderWith } from '../../data/_folder.js';
import { patternImage } from '../../data/_images.js';
import { useBackend } from '../../support/backend.js';
import { sinkContract } from '../../support/sink-contract.js';
import { stageContract } from '../../support/stage-contract.js';

test.before(useBackend);

function vectorOf(role: 'train' | 'test', i: number): LabelledVector {
	const label = i % 2 === 0 ? 'dog' : 'cat';
	const vector = label === 'dog' ? Float32Array.of(1, i / 10, 0) : Float32Array.of(0, i / 10, 1);
	return { path: `${role}/${label}/${i}.jpg`, epoch: 0, label, role, vector };
}

const vectors = (['train', 'test'] as const).flatMap((role) =>
	Array.from({ length: role === 'train' ? 20 : 6 }, (_, i) => vectorOf(role, i)),
);
const vote = voteOptions.parse({ neighbours: [5] });
const probe = { penalties: [1e-2, 1], iterations: 50 };
const gathered = from(() => vectors).via(gatherVectors);

test.serial('classes that lie apart are told apart', async (t) => {
	const [result] = await gathered.via(neighbourVote(vote)).via(linearProbe(probe)).into(toArray()).run();
	t.deepEqual(result!.classes, ['cat', 'dog']);
	t.deepEqual([result!.train.labels.length, result!.train.dimensions], [20, 3]);
	t.deepEqual(result!.predictions, { knn5: result!.test.labels, linear: result!.test.labels });
	t.deepEqual(result!.chosen, { linearPenalty: 1 });
});

test.serial('each stage meets the contract', async (t) => {
	const network = { weights: 'untrained', size: 'micro', patch: 8, imageSize: 32 };
	const encoder = resource(
		'encoder',
		() => openEncoder(encoderOptions.parse(network)),
		(value) => value[Symbol.dispose](),
	);
	const photos = vectors.slice(0, 3).map(({ vector: _, ...file }, i) => {
		return { ...file, image: patternImage(30 + i, 40) };
	});
	await stageContract(t, {
		stage: embedPhoto(encoder, { resize: 20, crop: 16 }),
		input: from(() => photos),
	});
	await stageContract(t, { stage: gatherVectors, input: from(() => vectors), ordered: true });

	const [task] = await gathered.into(toArray()).run();
	const tasks = from(() => [task!, task!]);
	await stageContract(t, { stage: neighbourVote(vote), input: tasks });
	await stageContract(t, { stage: linearProbe({ penalties: [1], iterations: 2 }), input: tasks });
});

test.serial('the sink meets the contract', async (t) => {
	const classified = gathered.via(neighbourVote(vote));
	const [task] = await classified.into(toArray()).run();
	const definitions = { knn5: 'of five' };
	await sinkContract(t, {
		sink: (folder) => classSummary(folder, definitions),
		input: from(() => [task!, task!]),
	});
	const folder = openRunFolder(folderWith(t, {}));
	const { metrics } = await classified.into(classSummary(folder, definitions)).run();
	t.is(metrics.knn5!.value, 1);
	t.regex(
		await readFile(folder.path('predictions.csv'), 'utf8'),
		/^image,class,knn5\ntest\/dog\/0\.jpg,dog,dog\n/,
	);
});
