/**
 * `mmc run pretrain` from the files on, all stages included but those that look at what was learned, which the peer does
 * not have. Photos a second, from the third step to the last. Counts how much of that time TensorFlow waited for input.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pretrain from '../../pipelines/pretrain.js';
import type { StageReport } from '../../src/flow/meter.js';
import { parseOptions } from '../../src/options/parse.js';
import { openRunFolder } from '../../src/run/folder.js';
import type { Contest, Settings } from './contest.js';

/** Steps that the slice begins with: graphs are recorded, pools of memory grow. */
const warmUp = 2;

interface Moment {
	readonly at: number;
	readonly stages: readonly StageReport[];
}

export async function open(settings: Settings): Promise<Contest> {
	const { photos, batch, size, count, model, patch, options } = settings;
	const parsed = parseOptions(pretrain.options, {
		data: { files: photos },
		model: { size: model, patch },
		views: { size },
		optimiser: { dropPath: 0, warmUpEpochs: 0 },
		health: { photos: 0 },
		online: { neighbours: 0 },
		batchSize: batch,
		steps: warmUp + count,
		...(JSON.parse((options as string | undefined) ?? '{}') as object),
	});
	const waiting: number[] = [];
	const measure = async () => {
		const moments: Moment[] = [];
		const out = mkdtempSync(path.join(tmpdir(), 'mmc-bench-'));
		const folder = openRunFolder(path.join(out, 'run'));
		await pretrain.build(parsed, folder, undefined).run({
			onProgress: (_, stages) => moments.push({ at: performance.now(), stages: stages() }),
		});
		folder.close();
		rmSync(out, { recursive: true });
		const [first, last] = [moments[warmUp - 1]!, moments.at(-1)!];
		const seconds = (last.at - first.at) / 1000;
		waiting.push((100 * (waitOf(last.stages) - waitOf(first.stages))) / seconds);
		return [(count * batch) / seconds];
	};
	return {
		measure,
		facts: () => ({ waiting: waiting.reduce((sum, share) => sum + share, 0) / waiting.length }),
	};
}

/** Seconds in which the first stage of the step had no batch, and the others nothing of it either. */
function waitOf(stages: readonly StageReport[]): number {
	const step = stages.slice(stages.findIndex(({ name }) => name === 'batch') + 1, -1);
	const elapsed = step[0]!.busy + step[0]!.waitingForInput + step[0]!.waitingForRoom;
	return elapsed - step.reduce((sum, { busy }) => sum + busy, 0);
}
