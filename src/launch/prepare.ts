import { availableParallelism, totalmem } from 'node:os';
import type { z } from 'zod';
import type { Backend, BackendName } from '../nn/backend/backend.js';
import type { Pipeline } from '../run/pipeline.js';
import type { Start } from './start-record.js';

const labels: Readonly<Record<BackendName, string>> = {
	tensorflow: 'TensorFlow',
	wasm: 'WebAssembly',
	cpu: 'plain JavaScript',
};

/**
 * Fits the options of a run to this machine, where its pipeline can.
 *
 * @throws {Error} when nothing fits
 */
export function prepare(
	pipeline: Pick<Pipeline<z.ZodType>, 'prepare'>,
	{ options, folder, isResumed = false }: Pick<Start, 'options' | 'folder' | 'isResumed'>,
	{ name, version, device }: Backend,
): { readonly options: unknown; readonly lines: readonly string[] } {
	const machine = {
		backend: { name, label: `${labels[name]} ${version}`, device },
		cores: availableParallelism(),
		memory: usableMemory(totalmem(), process.constrainedMemory()),
		isNew: !isResumed,
		folder: folder.folder,
	};
	if (!pipeline.prepare) return { options, lines: [] };
	const { changes, lines } = pipeline.prepare(options, machine);
	return { options: { ...(options as object), ...changes }, lines };
}

/** Returns the memory that a process may use, in bytes; a cgroup without a limit says 0 or more than there is. */
export function usableMemory(total: number, ofGroup: number): number {
	return ofGroup > 0 ? Math.min(total, ofGroup) : total;
}
