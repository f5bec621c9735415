import type { MaskedViews } from '../../data/items.js';
import type { ViewBatch } from './step-items.js';
import { viewTensors } from './view-tensors.js';

/** Moves all views of a batch to the device. The caller disposes of them. */
export function viewBatch(batch: readonly MaskedViews[]): ViewBatch {
	return { epoch: batch.at(-1)!.epoch, photos: batch.length, ...viewTensors(batch) };
}
