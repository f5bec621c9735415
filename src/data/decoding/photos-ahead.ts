import { availableParallelism, totalmem } from 'node:os';

/** Decoded, waiting for the next stage and again in that stage: 3 bytes each. */
const bytesPerPixel = 6;

/**
 * How many photos are decoded ahead of what takes them: as many as asked for, but no more than would fill half of the
 * machine's memory, or of the container's, were each as large as a photo may be. Results do not depend on it.
 */
export function photosAhead(
	maxPixels: number,
	wanted = availableParallelism(),
	memory = memorySize(),
): number {
	return Math.max(1, Math.min(wanted, Math.floor(memory / 2 / (bytesPerPixel * maxPixels))));
}

/** In bytes. */
function memorySize(): number {
	return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}
