/** Chooses the backend: TensorFlow after set-up, else WebAssembly. */
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import { type KernelSet, registerTensorFlowKernels } from '../tensorflow/kernels.js';
import { tf } from '../tf/tf.js';
import { registerWasmKernels } from '../wasm/kernels.js';
import { withSharedMemory } from '../wasm/shared-memory.js';
import { addonFile, handOver, readInstalled } from './installed.js';

const backends = ['tensorflow', 'wasm', 'cpu'] as const;
/** Name of a backend: `tensorflow`, `wasm`, or `cpu` (plain JavaScript, for comparing). */
export type BackendName = (typeof backends)[number];

/** The backend that all tensors of the process live on. */
export interface Backend {
	readonly name: BackendName;
	/** TensorFlow's own version, such as `2.20.0`; tfjs' for the other backends. */
	readonly version: string;
	readonly device: 'cpu' | 'gpu';
	/** Instruction set of our own kernels in TensorFlow; absent if its plain operations compute. */
	readonly kernels?: KernelSet;
	/** Line for the user if this is not the best possible backend. */
	readonly notice?: string;
}

const require = createRequire(import.meta.url);
let opened: Promise<Backend> | undefined;

/** Settings of the backend that can be given when it is opened for the first time. */
export interface BackendUse {
	/**
	 * Number of threads of this process that will call TensorFlow at once. Each computes as well, so TensorFlow's own
	 * threads are fewer by that number, unless `TF_NUM_INTRAOP_THREADS` is set; one caller alone leaves it one a
	 * core.
	 */
	readonly callers?: number | undefined;
}

/**
 * Opens the backend that all tensors of this process live on. Later calls give the same one; after a failure they try
 * again.
 *
 * `MMC_BACKEND` forces one: `tensorflow`, `wasm`, or `cpu` (plain JavaScript, for comparing).
 *
 * @throws {Error} when `MMC_BACKEND` names no backend, or TensorFlow is forced and cannot be loaded
 */
export function openBackend({ callers = 1 }: BackendUse = {}): Promise<Backend> {
	if (!opened && callers > 1) {
		// TensorFlow reads it when it is opened for the first time in a process.
		process.env.TF_NUM_INTRAOP_THREADS ??= String(Math.max(1, availableParallelism() - callers));
	}
	opened ??= open(process.env.MMC_BACKEND || undefined).catch((error) => {
		// The cause may be gone meanwhile, by a set-up in another terminal.
		opened = undefined;
		throw error;
	});
	return opened;
}

async function open(forced: string | undefined): Promise<Backend> {
	// tfjs-core comes without gradients; the union package registers them.
	require('@tensorflow/tfjs');
	switch (forced) {
		case 'tensorflow':
			return openTensorFlow();
		case 'wasm':
			return openWasm();
		case 'cpu':
			await tf.setBackend('cpu');
			return { name: 'cpu', version: tf.version_core, device: 'cpu' };
		case undefined:
			return openTensorFlow().catch(async (error: Error) => ({
				...(await openWasm()),
				notice: slowNotice(error),
			}));
		default:
			throw new Error(
				`\`MMC_BACKEND\` is \`${forced}\`; it can be ${backends.map((name) => `\`${name}\``).join(', ')}`,
			);
	}
}

async function openTensorFlow(): Promise<Backend> {
	const installed = readInstalled();
	// A program that has loaded tfjs-node itself has registered the backend already.
	if (!tf.findBackend('tensorflow')) {
		if (!installed) throw new Error('TensorFlow is not set up: run `mmc setup`');
		registerTensorFlow(installed.folder);
	}
	await tf.setBackend('tensorflow');
	const { binding, isUsingGpuDevice } = tf.backend() as NodeJSKernelBackend;
	const device = isUsingGpuDevice ? 'gpu' : 'cpu';
	// On a GPU, TensorFlow would copy what they read and write to the host and back.
	const kernels = device === 'cpu' ? registerTensorFlowKernels() : undefined;
	return { name: 'tensorflow', version: binding.TF_Version, device, ...(kernels && { kernels }) };
}

function registerTensorFlow(folder: string): void {
	// Read by the libraries when they are loaded. Level 1 keeps warnings and errors.
	process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
	process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
	// On by default only where a processor has AVX-512 for it; with AVX2 too it takes a quarter off a step.
	process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
	// tfjs-node 4.22 calls two functions that Node deprecates, and has removed in part since version 23.
	const util = require('node:util');
	util.isNullOrUndefined = (value: unknown) => value == null;
	util.isArray = Array.isArray;

	(globalThis as Record<symbol, unknown>)[Symbol.for(handOver)] = {
		'@tensorflow/tfjs': tf,
		'@tensorflow/tfjs-core': tf,
		'google-protobuf': require('google-protobuf'),
	};
	const nodePackage = path.join(folder, 'node_modules/@tensorflow/tfjs-node-gpu/dist');
	const binding = require(path.join(folder, addonFile));
	const { NodeJSKernelBackend } = require(path.join(nodePackage, 'nodejs_kernel_backend.js'));
	require(path.join(nodePackage, 'register_all_kernels.js'));
	tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu'));
}

async function openWasm(): Promise<Backend> {
	const { setWasmPaths, version_wasm } = require('@tensorflow/tfjs-backend-wasm');
	const folder = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
	// tfjs takes the second one under Node, where it leaves the one with threads alone. It is handed over as an address,
	// which tfjs fetches without a network.
	const binary = withSharedMemory(path.join(folder, 'tfjs-backend-wasm-simd.wasm'));
	const address = `data:application/wasm;base64,${Buffer.from(binary).toString('base64')}`;
	const names = ['', '-simd', '-threaded-simd'].map((kind) => `tfjs-backend-wasm${kind}.wasm`);
	setWasmPaths(Object.fromEntries(names.map((name) => [name, address])), true);
	await tf.setBackend('wasm');
	registerWasmKernels();
	return { name: 'wasm', version: version_wasm, device: 'cpu' };
}

function slowNotice(error: Error): string {
	return `Computing in WebAssembly, several times slower than TensorFlow: ${error.message}`;
}
