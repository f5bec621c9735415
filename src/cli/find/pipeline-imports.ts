/**
 * Lets a user's pipeline file import `masked-momentum`, be it TypeScript, be it in a folder without
 * `node_modules`: the name always means the package that is running, never a second copy with backends and
 * options of its own.
 */
import nodeModule from 'node:module';
import { register as registerTsx } from 'tsx/esm/api';
import { resolve } from './resolve-hook.js';

let isRegistered = false;

export function registerPipelineImports(): void {
	if (isRegistered) return;
	isRegistered = true;
	// A checkout runs under tsx already.
	if (import.meta.url.endsWith('.js')) registerTsx();

	// Hooks run last in, first out: this one stands before tsx's.
	if (nodeModule.registerHooks !== undefined) nodeModule.registerHooks({ resolve });
	else nodeModule.register(new URL(`resolve-hook${extension()}`, import.meta.url));
}

function extension(): string {
	return import.meta.url.endsWith('.js') ? '.js' : '.ts';
}
