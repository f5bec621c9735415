import type { MaskedViews } from '../../src/data/items.js';
import { map, type Stage } from '../../src/flow/stage.js';
import type { ViewBatch } from '../../src/nn/step/step-items.js';
import { viewBatch } from '../../src/nn/step/view-batch.js';

/** Moves a batch of views to the device. From here on items own tensors. */
export const toTensors: Stage<readonly MaskedViews[], ViewBatch> = map('to-tensors', viewBatch, {
	types: 'MaskedViews[] → ViewBatch',
});
