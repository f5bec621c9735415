/** The project's own declarations of tfjs-node, held against the package's. Checked by `tsc`, never run. */
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import type { TFJSBinding } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js';
import type { Binding, RawBackend } from '../../src/nn/tf/binding.js';

declare const theirs: TFJSBinding;
export const binding: Binding = theirs;

declare const backend: NodeJSKernelBackend;
// The rest of ours is private there, or takes arrays that it may not change.
export const rest: Pick<RawBackend, 'binding'> = backend;
