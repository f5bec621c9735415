import type { Work } from './highland.js';
import type { Parcel, Worker } from './worker.js';

/** Returns the work of a window in which each item passes the `workers` without another one between them. */
export function segmentWork(
	workers: readonly Worker[],
): Pick<Work<Parcel, Parcel>, 'size' | 'process' | 'flush' | 'onChange'> {
	const [first] = workers;
	if (first === undefined) {
		throw new Error('A `lockstep` segment needs at least one stage');
	}

	if (workers.length > 1) {
		return {
			size: 1,
			process: (parcel) => passThrough(workers, [parcel]),
			flush: () => flushThrough(workers),
			onChange: () => {}, // Each stage books its own work in `passThrough`.
		};
	}

	return {
		size: first.stage.concurrency,
		process(parcel) {
			first.meter.enter('busy'); // Before the work: most of it is done by the time its promise is returned.
			return first.handle(parcel);
		},
		flush: () => first.flush(),
		onChange(working, waiting) {
			first.meter.enter(working > 0 ? 'busy' : waiting > 0 ? 'waitingForRoom' : 'waitingForInput');
		},
	};
}

async function passThrough(
	workers: readonly Worker[],
	parcels: readonly Parcel[],
): Promise<readonly Parcel[]> {
	let current = parcels;
	for (const worker of workers) {
		const outputs: Parcel[] = [];
		for (const parcel of current) {
			worker.meter.enter('busy');
			for (const output of await worker.handle(parcel)) outputs.push(output);
			worker.meter.enter('waitingForInput');
		}

		current = outputs;
	}

	return current;
}

async function flushThrough(workers: readonly Worker[]): Promise<readonly Parcel[]> {
	const outputs: Parcel[] = [];
	for (const [position, worker] of workers.entries()) {
		const flushed = await passThrough(workers.slice(position + 1), await worker.flush());
		for (const output of flushed) outputs.push(output);
	}

	return outputs;
}
