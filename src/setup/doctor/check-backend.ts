/** The doctor's checks of the backend: its name, device, speed and gradients. */
import { type Backend, openBackend } from '../../nn/backend/backend.js';
import { readInstalled } from '../../nn/backend/installed.js';
import { tf } from '../../nn/tf/tf.js';
import type { Check } from './check.js';
import { findWrongGradients, gradientCases, type WrongGradient } from './gradient-check.js';

/** Opens the backend and reports on it. There is none if a forced one cannot be opened. */
export async function checkBackend(): Promise<[Check, Backend?]> {
	try {
		const backend = await openBackend();
		const check = { name: 'backend', value: backend.name };
		if (!backend.notice) return [{ ...check, status: 'ok' }, backend];
		return [{ ...check, status: 'warn', remedy: backend.notice }, backend];
	} catch (error) {
		const value = process.env.MMC_BACKEND ?? 'none';
		return [{ name: 'backend', status: 'fail', value, remedy: (error as Error).message }];
	}
}

export function checkDevice({ name, device }: Backend, installed = readInstalled()): Check {
	const isMissingGpu = name === 'tensorflow' && installed?.kind === 'cuda' && device === 'cpu';
	if (!isMissingGpu) return { name: 'device', status: 'ok', value: device };
	return {
		name: 'device',
		status: 'warn',
		value: 'cpu, though TensorFlow was set up for CUDA',
		remedy:
			'TensorFlow sees no GPU: check the driver with `nvidia-smi`, and CUDA_VISIBLE_DEVICES. For its reasons run ' +
			'`TF_CPP_MIN_LOG_LEVEL=0 mmc doctor`.',
	};
}

/** Tells which kernels of our own compute inside TensorFlow. Without them its plain operations do, more slowly. */
export function checkKernels({ kernels, device }: Pick<Backend, 'kernels' | 'device'>): Check {
	const names = { avx2: 'AVX2', avx512: 'AVX-512' };
	const reason = device === 'gpu' ? 'a GPU' : 'a processor without AVX2';
	const value = kernels
		? `fused, ${names[kernels]}`
		: `TensorFlow's own: ${reason}, or an addon without ours`;
	return { name: 'kernels', status: 'ok', value };
}

/** Multiplies matrices for two seconds. */
export async function checkSpeed(seconds = 2): Promise<Check> {
	const size = 1024;
	const [a, b] = [tf.ones([size, size]), tf.ones([size, size])];
	const multiply = () => {
		const product = tf.matMul(a, b);
		product.dataSync();
		product.dispose();
	};
	// The first one fills caches and starts threads.
	multiply();
	const start = performance.now();
	let elapsed = 0;
	let count = 0;
	while (elapsed < seconds) {
		multiply();
		count++;
		elapsed = (performance.now() - start) / 1000;
	}
	tf.dispose([a, b]);
	const rate = (2 * size ** 3 * count) / elapsed / 1e9;
	return {
		name: 'speed',
		status: 'ok',
		value: `${rate.toFixed(rate < 10 ? 1 : 0)} GFLOP/s (matmul, float32)`,
	};
}

export function checkGradients(wrong: readonly WrongGradient[] = findWrongGradients()): Check {
	const total = gradientCases.length;
	if (wrong.length === 0)
		return { name: 'gradients', status: 'ok', value: `${total} operations agree with differences` };
	return {
		name: 'gradients',
		status: 'fail',
		value: `${wrong.length} of ${total} are wrong: ${wrong.map(({ name, problem }) => `${name} (${problem})`).join('; ')}`,
		remedy:
			'Training would learn nonsense. Choose another backend (`MMC_BACKEND=wasm`), or set up the pinned TensorFlow again: ' +
			'delete the cache folder and run `mmc setup`.',
	};
}
