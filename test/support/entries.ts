/** Names that users can import, read from the compiled declarations by the compiler itself. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Node, SyntaxKind } from 'typescript/unstable/ast';
import { API, type Symbol as NamedSymbol, type Project, SymbolFlags } from 'typescript/unstable/sync';
import { packageRoot } from '../../src/run/package.js';

/** One exported name of one entry. */
export interface Exported {
	/** Such as `masked-momentum/train`. */
	readonly entry: string;
	readonly name: string;
	/** The file that declares it, below the package and without its extension, such as `src/flow/stage`. */
	readonly file: string;
	/** The name it is exported by there, `default` included. */
	readonly original: string;
	readonly isType: boolean;
	/** Its doc comment without tags; empty where it has none. */
	readonly comment: string;
	/** `true` if the entry says so. */
	readonly isDeprecated: boolean;
	/** Types of this package that its declaration mentions and that no entry exports, such as `Plan of src/flow/flow`. */
	readonly hidden: readonly string[];
}

/** The entries of `package.json`, each with its declarations below the compiled folder. */
export const entries: ReadonlyMap<string, string> = new Map(
	Object.entries(
		JSON.parse(readFileSync(path.join(packageRoot, 'package.json'), 'utf8')).exports as Record<
			string,
			string | { readonly types: string }
		>,
	).flatMap(([name, target]) =>
		typeof target === 'string'
			? []
			: [[path.join('masked-momentum', name), path.relative('dist', target.types)] as const],
	),
);

/** Below the package, where the declarations find its libraries. */
const folder = path.join(packageRoot, `node_modules/.cache/mmc-test-entries-${process.pid}`);

/** Compiles the declarations and reads all that the entries export. */
export function readExports(): readonly Exported[] {
	const tsc = path.join(packageRoot, 'node_modules/typescript/bin/tsc');
	const args = ['-p', 'tsconfig.build.json', '--outDir', folder, '--emitDeclarationOnly'];
	execFileSync(process.execPath, [tsc, ...args], { cwd: packageRoot });
	const config = path.join(folder, 'tsconfig.json');
	const compilerOptions = { module: 'nodenext', types: ['node'], strict: true, skipLibCheck: true };
	writeFileSync(config, JSON.stringify({ compilerOptions, include: ['**/*.d.ts'] }));
	const api = new API({ cwd: folder });
	try {
		return describeExports(api.updateSnapshot({ openProjects: [config] }).getProject(config)!);
	} finally {
		api.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

function describeExports({ program, checker }: Project): readonly Exported[] {
	const found = [...entries].flatMap(([entry, file]) => {
		const module = checker.getSymbolAtLocation(program.getSourceFile(path.join(folder, file))!)!;
		return checker.getExportsOfModule(module).map((symbol) => ({ entry, symbol, target: targetOf(symbol) }));
	});
	const shown = new Set(found.map(({ target }) => target.id));
	return found.map(({ entry, symbol, target }) => ({
		entry,
		name: symbol.name,
		file: fileOf(target),
		original: target.name === '_default' ? 'default' : target.name,
		isType: (target.flags & SymbolFlags.Value) === 0,
		comment:
			[target, symbol].map((named) => checker.getDocumentationCommentOfSymbol(named)).find(Boolean) ?? '',
		isDeprecated: symbol.getJsDocTags(checker).some(({ name }) => name === 'deprecated'),
		hidden: [...new Set(target.declarations.flatMap((handle) => mentioned(handle.resolve()!)))]
			.filter((type) => isOwn(type) && !shown.has(type.id))
			.map((type) => `${type.name} of ${fileOf(type)}`),
	}));

	function targetOf(symbol: NamedSymbol): NamedSymbol {
		return (symbol.flags & SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
	}

	/** The types and values that a declaration names. */
	function mentioned(declaration: Node): NamedSymbol[] {
		const names: Node[] = [];
		const visit = (node: Node): void => {
			if (node.kind === SyntaxKind.Identifier) names.push(node);
			node.forEachChild(visit);
		};
		visit(declaration);
		return checker.getSymbolAtLocation(names).flatMap((symbol) => (symbol ? [targetOf(symbol)] : []));
	}
}

/** A declaration of this package that stands at the top of its file, as types that users name do. */
function isOwn({ declarations, flags }: NamedSymbol): boolean {
	const isNamed = flags & SymbolFlags.Type && !(flags & SymbolFlags.TypeParameter);
	return (
		Boolean(isNamed) &&
		declarations.some((handle) => {
			const node = handle.resolve();
			const isTop =
				node?.kind === SyntaxKind.VariableDeclaration ? node.parent?.parent?.parent : node?.parent;
			return isTop?.kind === SyntaxKind.SourceFile && handle.path.startsWith(`${folder}/`);
		})
	);
}

function fileOf({ declarations: [handle] }: NamedSymbol): string {
	return handle ? path.relative(folder, handle.path).replace(/\.d\.ts$/, '') : 'unknown';
}

/**
 * Replaces a pipeline's imports of the sources by those of the entries. A file of `pipelines` itself, which is copied
 * alone, imports the rest of its folder from the package too; those of a sub-folder are copied together.
 *
 * @param file below the package, such as `pipelines/pretrain.ts`
 * @throws {Error} naming what no entry exports
 */
export function importFromEntries(file: string, text: string, exported: readonly Exported[]): string {
	const isAlone = path.dirname(file) === 'pipelines';
	return text.replaceAll(
		/^import (?:(type) )?(?:\{([^}]*)\}|(\w+)) from '(\.[^']*)\.js';$/gms,
		(statement, type: string | undefined, names: string | undefined, whole: string, from: string) => {
			const target = path.join(path.dirname(file), from);
			if (target.startsWith('pipelines/') && !isAlone) return statement;
			const wanted = (names ?? `default as ${whole}`).split(',').flatMap((name) => name.trim() || []);
			return wanted
				.map((name) => {
					const [original = '', local = original] = name.replace(/^type /, '').split(' as ');
					const found = exported.find((each) => each.file === target && each.original === original);
					if (!found)
						throw new Error(`No entry exports \`${original}\` of \`${target}\`, which a pipeline needs`);
					const prefix = type || found.isType ? 'import type' : 'import';
					return `${prefix} { ${found.name} as ${local} } from '${found.entry}';`;
				})
				.join('\n');
		},
	);
}
