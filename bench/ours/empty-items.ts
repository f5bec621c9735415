/** Items that cost nothing through two mapping stages and a batch: seconds for a million of them. */
import { batch } from '../../src/flow/batch.js';
import { map } from '../../src/flow/stage.js';
import type { Contest, Settings } from './contest.js';
import { Paced } from './paced.js';

const million = 1e6;

export async function open({ count, batch: size }: Settings): Promise<Contest> {
	const pass = async () => {
		const flow = new Paced(numbers(), (items) =>
			items
				.via(map('pass', (x: number) => x))
				.via(map('pass-on', (x: number) => x))
				.via(batch(size)),
		);
		const seconds = (await flow.pass(count, count / size)).at(-1)!;
		await flow.close();
		return (seconds * million) / count;
	};
	return { measure: async () => [await pass()] };
}

function* numbers(): Generator<number> {
	for (let i = 0; ; i++) yield i;
}
