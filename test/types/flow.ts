/** What must not compile. Checked by `tsc`, never run. */
import { batch } from '../../src/flow/batch.js';
import { from } from '../../src/flow/flow.js';
import { resource } from '../../src/flow/resource.js';
import { toArray } from '../../src/flow/sink.js';
import { map, type Stage } from '../../src/flow/stage.js';
import type { Tensor } from '../../src/nn/tf/tf.js';
import { teacherForward } from '../../stages/train/teacher-forward.js';
import { toTensors as viewsToTensors } from '../../stages/train/to-tensors.js';
import { objective, training } from '../stages/_tiny-training.js';

const toText = map('to-text', (x: number) => String(x));
const measure = map('measure', (x: string) => x.length);
const numbers = from(() => [1]);
const texts = numbers.via(toText);
numbers.via(toText).via(measure).via(toText).into(toArray<string>());

// @ts-expect-error a stage that takes text, where numbers flow
numbers.via(measure);
// @ts-expect-error a stage that takes numbers, where text flows
texts.via(toText);
// @ts-expect-error a sink that takes something else
texts.into(toArray<number>());
// @ts-expect-error a stage within lockstep is checked too
numbers.lockstep((flow) => flow.via(measure));

interface Dog {
	readonly name: string;
	readonly bark: string;
}
declare const named: Stage<{ name: string }, Dog>;
declare const dogs: Stage<Dog, { name: string }>;
export const contravariantIn: Stage<Dog, { name: string }> = named;
// @ts-expect-error a stage that needs a dog does not take whatever has a name
export const misfit: Stage<{ name: string }, Dog> = dogs;

declare const toTensor: Stage<readonly number[], Tensor>;
declare const toTensors: Stage<readonly number[], { readonly views: readonly { readonly clean: Tensor }[] }>;
const tensors = numbers.via(batch(2)).via(toTensor);
const nested = numbers.via(batch(2)).via(toTensors);
from(() => [{ views: [new Float32Array(1)], path: 'x' }])
	.via(batch(2))
	.into(toArray());
// @ts-expect-error tensors cannot wait in a buffer
tensors.via(batch(2));
// @ts-expect-error neither can items that hold tensors somewhere inside
nested.via(batch(2));

const count = resource('count', () => 3);
export const counted: number = count.value;
// @ts-expect-error a resource's value is of the type that it is opened as
export const miscounted: string = count.value;
teacherForward(training, objective);
// @ts-expect-error a stage that uses the networks does not take whatever resource
teacherForward(count, objective);
// @ts-expect-error batches of tensors are no batches of photos
numbers.via(viewsToTensors);

// @ts-expect-error batches are not to be changed
numbers.via(batch(2)).via(map('push', (items) => items.push(1)));
// @ts-expect-error a run's result is the sink's
export const result: Promise<readonly string[]> = numbers.into(toArray()).run();
// @ts-expect-error a batch has a size
numbers.via(batch());
