/**
 * The work of a thread that makes views: runs the programs of view-program.ts. In JavaScript, so that it starts in a
 * checkout too, where the rest is compiled as it is loaded.
 */
import { workerData } from 'node:worker_threads';
import { moved } from '../../threads/moved.js';

/** @typedef {import('./view-program.js').ViewProgram} ViewProgram */

const pageBytes = 65536;

/** Limit in bytes of the memory that is kept; memory grown beyond it by one large photo is released. */
const keptBytes = 64e6;

const module = new WebAssembly.Module(workerData);
let pixels = instantiate();

/**
 * @param {{ photo: Uint8Array, programs: readonly ViewProgram[] }} task
 * @returns the pixels of one view a program
 */
export default function work({ photo, programs }) {
	const views = programs.map((program) => execute(program, photo));
	return moved(
		views,
		views.map(({ buffer }) => buffer),
	);
}

/**
 * @param {ViewProgram} program
 * @param {Uint8Array} photo
 */
function execute({ bytes, photo: { from, to, at }, tables, calls, output }, photo) {
	const missing = bytes - pixels.memory.buffer.byteLength;
	if (missing > 0) pixels.memory.grow(Math.ceil(missing / pageBytes));
	const memory = new Uint8Array(pixels.memory.buffer);
	memory.set(photo.subarray(from, to), at);
	for (const { at, values } of tables) {
		memory.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
	}
	for (const [name, ...numbers] of calls) pixels[name](...numbers);
	const view = memory.slice(output.from, output.to);
	if (memory.length > keptBytes) pixels = instantiate();
	return view;
}

function instantiate() {
	return new WebAssembly.Instance(module).exports;
}
