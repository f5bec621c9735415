/**
 * A thread that takes part in matrix products of the wasm backend, on its memory (assembly/tensors/together.ts). In
 * JavaScript, without imports of ours, so that it starts in a checkout too, where the rest is compiled as it is loaded.
 */
import { workerData } from 'node:worker_threads';

const { code, memory, board, scratch } = workerData;
const { exports } = new WebAssembly.Instance(code, { env: { memory, log: Math.log } });
exports.serve(board, scratch);
