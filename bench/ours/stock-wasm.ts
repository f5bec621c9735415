import { createRequire } from 'node:module';
import path from 'node:path';
import { tf } from '../../src/nn/tf/tf.js';

const require = createRequire(import.meta.url);

/** tfjs' wasm backend as it comes, without our kernels. */
export async function openStockWasm(): Promise<void> {
	require('@tensorflow/tfjs');
	const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm');
	setWasmPaths(`${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
	await tf.setBackend('wasm');
}
