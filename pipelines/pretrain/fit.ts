/** The memory of a pretraining, and the micro-batch that fits into a machine. */
import { parametersOf, type StepSizes, stepMemory } from '../../src/nn/step/step-memory.js';
import type { Fitted, Machine } from '../../src/run/pipeline.js';
import type { PretrainOptions } from './options.js';
import { networkOf } from './resources.js';

/** Part of the memory that a step may take: the rest is the system's, and the estimate's error. */
const usable = 0.9;

/**
 * Describes network, device and memory, and chooses `microBatch` where a batch does not fit and none is given.
 *
 * @throws {RangeError} when not even one photo at once fits into the memory
 */
export function fitToMachine(options: PretrainOptions, machine: Machine): Fitted {
	const { backend, cores, memory, isNew, folder } = machine;
	const { backbone, all } = parametersOf(networkOf(options));
	const { size, patch } = options.model;
	const network =
		`ViT-${size}/${patch}, ${millions(backbone)} M parameters (${millions(all)} M with heads), ` +
		`views of ${options.views.size} px`;
	const device = backend.device === 'gpu' ? 'on a GPU' : `on ${cores} core${cores === 1 ? '' : 's'}`;
	const { changes, lines } = measuresMemory(backend)
		? fitMemory(options, memory, isNew)
		: { changes: {}, lines: [] };
	return {
		changes,
		lines: [network, `Computing in ${backend.label} ${device}`, ...lines, `Writing to ${folder}`],
	};
}

/** The estimate is that of TensorFlow in the machine's own memory. */
function measuresMemory({ name, device }: Machine['backend']): boolean {
	return name === 'tensorflow' && device === 'cpu';
}

function fitMemory(options: PretrainOptions, memory: number, isNew: boolean): Fitted {
	const needed = memoryOf(options, options.microBatch);
	const about = `About ${gigabytes(needed)} GB of memory, of ${gigabytes(memory)} here`;
	if (needed <= usable * memory) return { changes: {}, lines: [about] };
	const microBatch = greatestMicroBatch(options, usable * memory);
	if (microBatch === undefined) {
		const least = gigabytes(memoryOf(options, 1));
		throw new RangeError(
			`A step needs about ${gigabytes(needed)} GB of memory, and ${least} GB with one photo at once; here are ` +
				`${gigabytes(memory)}. Take \`preset=laptop\`, a smaller \`model.size\`, \`views.size\` or \`batchSize\`, ` +
				'or another machine',
		);
	}

	if (options.microBatch !== undefined || !isNew) {
		return { changes: {}, lines: [`${about}: it may be killed. \`microBatch=${microBatch}\` fits`] };
	}

	const now = gigabytes(memoryOf(options, microBatch));
	return {
		changes: { microBatch },
		lines: [
			`A batch of ${options.batchSize} needs about ${gigabytes(needed)} GB of memory, and here are ` +
				`${gigabytes(memory)}: computing ${microBatch} photos at once, in about ${now} GB (\`microBatch=${microBatch}\`)`,
			...(options.preset === undefined ? ['For a small machine there is `preset=laptop`'] : []),
		],
	};
}

/** Returns the greatest of batchSize / 2, / 4 … photos at once that fits. */
function greatestMicroBatch(options: PretrainOptions, room: number): number | undefined {
	for (let photos = options.batchSize; photos > 1; ) {
		photos = Math.ceil(photos / 2);
		if (memoryOf(options, photos) <= room) return photos;
	}
	return undefined;
}

function memoryOf(options: PretrainOptions, microBatch: number | undefined): number {
	const { batchSize, views, checkpointing } = options;
	const sizes: StepSizes = { batchSize, microBatch, size: views.size, local: views.local, checkpointing };
	return stepMemory(networkOf(options), sizes);
}

const millions = (count: number) => (count / 1e6).toPrecision(3);
const gigabytes = (bytes: number) => (bytes / 1e9).toPrecision(2);
