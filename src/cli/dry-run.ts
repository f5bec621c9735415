import type { z } from 'zod';
import { prepare } from '../launch/prepare.js';
import type { Start } from '../launch/start-record.js';
import { openBackend } from '../nn/backend/backend.js';
import type { Pipeline } from '../run/pipeline.js';

/**
 * Prints what a run would do, without a run. Returns the exit code.
 *
 * @throws {Error} when the run could not begin
 */
export async function dryRun(
	pipeline: Pipeline<z.ZodType>,
	start: Start,
	signal: AbortSignal,
): Promise<number> {
	const backend = await openBackend(pipeline);
	signal.throwIfAborted();
	const { options, lines } = prepare(pipeline, start, backend);
	const found = (await pipeline.survey?.(options, { seed: start.seed, signal })) ?? [];
	for (const line of [...lines, ...found, 'Nothing was run or written (`--dry-run`)']) console.log(line);
	return 0;
}
