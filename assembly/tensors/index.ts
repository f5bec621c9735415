/**
 * Kernels of the wasm backend, on the memory of tfjs' own module. This is AssemblyScript, compiled by hand into
 * `src/nn/wasm/binary.ts`; scripts/compile-assembly.ts has the command.
 *
 * They hold no data of their own, since the memory is another's: what finds no room in registers goes where the caller
 * says. Numbers are float32, pointers and strides bytes of the memory.
 */
export { gelu } from './gelu';
export { multiply, scratchBytes } from './matmul';
export { softCrossEntropy } from './soft-cross-entropy';
export { boardBytes, multiplyTogether, serve } from './together';
export { copyRuns } from './transpose';
export { adamUpdate, moveTowards, sumOfSquares } from './updates';
