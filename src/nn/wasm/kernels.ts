/** Our own kernels for tfjs' wasm backend: some replace its own, some are new. */
import { addOwnKernel } from '../tf/own-kernel.js';
import { tf } from '../tf/tf.js';
import { multiplier } from './matmul.js';
import { type Kernel, type KernelArguments, WasmModule } from './module.js';
import { multiplyBy } from './threads.js';
import { transposer } from './transpose.js';
import { adamUpdater, crossEntropyOf, geluOf, mover, squareSummer } from './updates.js';

/** Registers the kernels. Must be called once, while the wasm backend is in use. */
export function registerWasmKernels(): void {
	const module = new WasmModule();
	const { functions } = module;
	replace('BatchMatMul', (stock) => multiplier(multiplyBy(module), stock));
	replace('Transpose', (stock) => transposer(functions, stock));
	replace('Identity', () => share);
	add('AdamUpdate', adamUpdater(functions));
	add('Gelu', geluOf(functions));
	add('MoveTowards', mover(functions));
	add('SoftCrossEntropy', crossEntropyOf(functions));
	add('SumOfSquares', squareSummer(functions));
}

function replace(kernelName: string, better: (stock: Kernel) => Kernel): void {
	const stock = tf.getKernel(kernelName, 'wasm');
	tf.unregisterKernel(kernelName, 'wasm');
	const kernelFunc = better(stock.kernelFunc as unknown as Kernel) as unknown as tf.KernelFunc;
	tf.registerKernel({ ...stock, kernelFunc });
}

function add(kernelName: string, kernel: Kernel): void {
	addOwnKernel('wasm', kernelName, kernel as unknown as tf.KernelFunc);
}

/** `Identity` without a copy: a kernel writes into its input only if nobody else shares it. */
function share({ inputs: { x }, backend }: KernelArguments<'x'>): tf.TensorInfo {
	backend.incRef(x.dataId);
	return { ...x };
}
