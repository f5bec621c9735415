/** A module hook for the imports of users' pipelines. Before Node 22.15 it runs in a thread of its own. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

interface Context {
	readonly parentURL?: string | undefined;
}

interface Resolved {
	readonly url: string;
	readonly format?: string | null | undefined;
	readonly shortCircuit?: boolean | undefined;
}

type NextResolve<Result> = (specifier: string, context: Context) => Result;

const isSource = import.meta.url.endsWith('.ts');
const extension = isSource ? '.ts' : '.js';
/** The entries of `package.json`. */
const entries: ReadonlyMap<string, string> = new Map([
	['masked-momentum', urlOf('index')],
	...['data', 'train', 'evaluate', 'pipelines'].map(
		(name) => [`masked-momentum/${name}`, urlOf(`entries/${name}`)] as const,
	),
]);

function urlOf(module: string): string {
	return new URL(`../../${module}${extension}`, import.meta.url).href;
}

/** Resolves imports. Works for synchronous hooks and for asynchronous ones, whose `next` returns a promise. */
export function resolve<Result extends Resolved | Promise<Resolved>>(
	specifier: string,
	context: Context,
	next: NextResolve<Result>,
): Result {
	const url = entries.get(specifier);
	if (url) return { url, format: 'module', shortCircuit: true } as Result;
	const parent =
		isZod(specifier) && !canFind(specifier, context.parentURL) ? import.meta.url : context.parentURL;
	const resolved = next(specifier, { ...context, parentURL: parent });
	return (resolved instanceof Promise ? resolved.then(asModule) : asModule(resolved)) as Result;
}

/** Returns `true` for zod, which a pipeline's schema needs: ours serves if the user has none. */
function isZod(specifier: string): boolean {
	return specifier === 'zod' || specifier.startsWith('zod/');
}

function canFind(specifier: string, parent: string | undefined): boolean {
	if (!parent?.startsWith('file:')) return false;
	try {
		createRequire(parent).resolve(specifier);
		return true;
	} catch {
		return false;
	}
}

/**
 * Marks users' files with `import` or `export` as ES modules, whatever a `package.json` says: tsx would convert them
 * to CommonJS, whose `require` bypasses this hook.
 */
function asModule(resolved: Resolved): Resolved {
	const { url } = resolved;
	const isUsers = url.startsWith('file:') && !url.includes('/node_modules/') && /\.[jt]s(\?|$)/.test(url);
	return isUsers && hasModuleSyntax(new URL(url)) ? { ...resolved, format: 'module' } : resolved;
}

function hasModuleSyntax(file: URL): boolean {
	return /^\s*(import|export)\b/m.test(readFileSync(file, 'utf8'));
}
