/**
 * Lets a user's pipeline file, TypeScript or not, import `masked-momentum`, even without `node_modules`. The name
 * always means the running package, never a second copy with its own backends and options.
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
