/**
 * Writes what follows from the code into `docs/architecture.md`, the pictures of two pipelines and the table of folders,
 * and the lint rules of `scripts/rooms.ts` into `biome.rooms.json`.
 *
 *   node --import=tsx scripts/draw-architecture.ts
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { showPipeline } from '../src/cli/show-pipeline.js';
import { writeAtomically } from '../src/files/atomic-write.js';
import { packageRoot } from '../src/run/package.js';
import { layoutTable, lintRules } from './rooms.js';

/** The files that are made, by their paths in the repository, as they should be. */
export async function madeFiles(): Promise<Readonly<Record<string, string>>> {
	const document = 'docs/architecture.md';
	let text = await readFile(path.join(packageRoot, document), 'utf8');
	for (const name of ['pretrain', 'segment'])
		text = replaceBlock(text, `mmc show ${name} --mermaid`, await pictureOf(name));
	return {
		[document]: replaceBlock(text, 'scripts/rooms.ts', layoutTable()),
		'biome.rooms.json': lintRules(),
	};
}

/** As `mmc show` has it, without the concurrencies, some of which follow from the machine. */
async function pictureOf(name: string): Promise<string> {
	const picture = await showPipeline(name, { set: [], pipelines: [], mermaid: true });
	return `\`\`\`mermaid\n${picture.replaceAll(/ ×\d+/g, '')}\`\`\``;
}

/** Puts a block between two comments: `<!-- made by … -->` and `<!-- end -->`. */
function replaceBlock(text: string, maker: string, block: string): string {
	const begin = `<!-- made by ${maker} -->`;
	const start = text.indexOf(begin);
	const end = text.indexOf('<!-- end -->', start);
	if (start < 0 || end < 0)
		throw new Error(`The document lacks \`${begin}\` … \`<!-- end -->\`: put it back`);
	return `${text.slice(0, start)}${begin}\n\n${block}\n\n${text.slice(end)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	for (const [file, content] of Object.entries(await madeFiles()))
		await writeAtomically(path.join(packageRoot, file), content);
}
