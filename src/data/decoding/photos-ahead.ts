import { availableParallelism, totalmem } from 'node:os';

/** Bytes a pixel: decoded and waiting for the next stage, and again within that stage, 3 bytes each. */
const bytesPerPixel = 6;

/**
 * Number of photos to decode ahead: as many as requested, but no more than would fill half of the machine's or the
 * container's memory if each had the largest allowed size. Results do not depend on it.
 */
export function photosAhead(
	maxPixels: number,
	wanted = availableParallelism(),
	memory = memorySize(),
): number {
	return Math.max(1, Math.min(wanted, Math.floor(memory / 2 / (bytesPerPixel * maxPixels))));
}

/** Memory of the machine, or of the container, in bytes. */
function memorySize(): number {
	return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}
