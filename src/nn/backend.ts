// Provisional: set-up replaces this.
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { tf } from './tf.js';

export async function openBackend(): Promise<string> {
	if (tf.findBackend('tensorflow')) return 'tensorflow';
	process.env.TF_CPP_MIN_LOG_LEVEL = '1';
	const require = createRequire(import.meta.url);
	require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels');
	const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend');
	const binding = require(path.join(homedir(), '.cache/masked-momentum-dev/tensorflow/tfjs_binding.node'));
	tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, 'tfjs-node-gpu'), 3);
	tf.setBackend('tensorflow');
	return 'tensorflow';
}
