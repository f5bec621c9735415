import test from 'ava';
import { differences, train } from '../_micro-batches.js';

const none = { weight: 0 };
const masked = { tokens: 'masked', weight: 1 };
const [tokens, locals] = [{ maskToken: true }, { locals: 2 }];

/** Each term alone, and all together; 14 photos are 8 and 6, or 4, 4, 4 and 2. */
const cases: Readonly<Record<string, { objective: object; maskToken?: boolean; locals?: number }>> = {
	reconstruction: { objective: { distillation: none, contrast: none } },
	'squared reconstruction': {
		objective: { reconstruction: { error: 'squared' }, distillation: none, contrast: none },
	},
	distillation: { objective: { reconstruction: none, contrast: none } },
	'distillation of masked patches': {
		objective: { reconstruction: none, distillation: masked, contrast: none },
		...tokens,
	},
	'class distillation': {
		objective: { reconstruction: none, distillation: none, classDistillation: { weight: 1 }, contrast: none },
		...locals,
	},
	contrast: { objective: { reconstruction: none, distillation: none } },
	'contrast with a predictor': {
		objective: { reconstruction: none, distillation: none, contrast: { predictor: true, weight: 0.7 } },
	},
	'all terms': {
		objective: {
			reconstruction: { weight: 2 },
			distillation: { ...masked, frozenEpochs: 1 },
			classDistillation: { weight: 0.5, ownClassPrototypes: true },
		},
		...tokens,
		...locals,
	},
};

/** Trains by each term in micro-batches of a size, and at once. */
export function testMicroBatches(size: number): void {
	for (const [name, settings] of Object.entries(cases)) {
		test.serial(`${name}: two steps in micro-batches of ${size} are those of the whole batch`, async (t) => {
			const whole = await train({ photos: 14, ...settings });
			t.is(whole.steps.length, 2);
			t.deepEqual(differences(await train({ photos: 14, microBatch: size, ...settings }), whole), []);
		});
	}
}
