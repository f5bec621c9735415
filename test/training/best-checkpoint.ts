import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { bestName } from '../../src/run/checkpoints.js';
import { BestCheckpoint, type BestMetric, chooseBestMetric } from '../../src/training/best-checkpoint.js';
import { folderWith } from '../data/_folder.js';

function runWith(t: ExecutionContext, kept: readonly number[], lines: readonly object[]) {
	const metrics = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
	const files = { 'metrics.jsonl': metrics, ...Object.fromEntries(kept.map((step) => [bestName(step), ''])) };
	const folder = folderWith(t, files);
	return { folder, path: (name: string) => path.join(folder, name) };
}

const at = (step: number, clsRank: number | null, teacherDistance = 0) => {
	return { step, health: { clsRank, teacherDistance } };
};

/** The steps at which a best one was found. */
async function improvements(t: ExecutionContext, metric: BestMetric, lines: readonly { step: number }[]) {
	const known = await BestCheckpoint.open(runWith(t, [], []), metric);
	return lines.flatMap((line) => {
		const better = known.better(line);
		known.best = better ?? known.best;
		return better ? [better.step] : [];
	});
}

test('greater or less is better as the figure has it; of equal ones the first stays', async (t) => {
	const lines = [at(1, 2, 0.5), at(2, 3, 0.6), at(3, 3, 0.4), at(4, 2.5, 0.4), at(5, 4, 0.1)];
	t.deepEqual(await improvements(t, 'health.clsRank', lines), [1, 2, 5]);
	t.deepEqual(await improvements(t, 'health.teacherDistance', lines), [1, 3, 5]);
});

test('steps that were not looked at, and figures that are no numbers, are never the best', async (t) => {
	const lines = [{ step: 1 }, at(2, null), at(3, Number.NaN), at(4, Number.POSITIVE_INFINITY), at(5, 1)];
	t.deepEqual(await improvements(t, 'health.clsRank', lines), [5]);
});

test('a resumed run knows the best of the steps whose checkpoints are there', async (t) => {
	const run = runWith(t, [2, 3], [at(1, 9), at(2, 3), at(3, 5), at(4, 4)]);
	const { best } = await BestCheckpoint.open(run, 'health.clsRank');
	t.deepEqual(best, { metric: 'health.clsRank', step: 3, value: 5 });
	const other = await BestCheckpoint.open(run, 'health.teacherDistance');
	t.is(other.best?.step, 2, 'by another figure it may be another one');
	t.is((await BestCheckpoint.open(run, undefined)).best, undefined);
});

test('by itself a figure that labels stand behind is chosen; one that nothing measures is refused', (t) => {
	t.is(chooseBestMetric(undefined, ['meanIoU', 'knn20'], true), 'online.meanIoU');
	t.is(chooseBestMetric(undefined, ['knn20'], true), 'online.knn20');
	t.is(chooseBestMetric(undefined, [], true), undefined);
	t.is(chooseBestMetric('health.clsRank', [], true), 'health.clsRank');
	t.throws(() => chooseBestMetric('online.meanIoU', ['knn20'], true), {
		message: /`checkpoint.best` is `online.meanIoU`, which nothing measures: .*`online.dataset.root`/,
	});
	t.throws(() => chooseBestMetric('health.clsRank', [], false), { message: /health.photos/ });
});
