/** Finds pipelines by their files: a file's name is the pipeline's name, so there is no list to keep. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import glob from 'fast-glob';
import leven from 'leven';
import { isPipeline, type Pipeline } from '../../run/pipeline.js';
import { registerPipelineImports } from './pipeline-imports.js';

interface PipelineFile {
	readonly name: string;
	/** Absolute path of its file. */
	readonly file: string;
	/** Origin: `masked-momentum`, or the folder or file as the user gave it. */
	readonly from: string;
}

export interface FoundPipeline extends PipelineFile {
	readonly pipeline: Pipeline;
}

const builtInFolder = fileURLToPath(new URL('../../../pipelines/', import.meta.url));

/**
 * Loads the package's own pipelines and those in the user's folders.
 *
 * @throws {Error} when a folder doesn't exist, two files make one name, or a file is no pipeline
 */
export async function findPipelines(folders: readonly string[] = []): Promise<readonly FoundPipeline[]> {
	return Promise.all((await locate(folders)).map(load));
}

/**
 * Loads one pipeline, found by its name or, as in `./my-pipeline.ts`, by its path; files of other names are
 * not loaded.
 *
 * @throws {Error} when there is none, naming the nearest; and as `findPipelines` does
 */
export async function findPipeline(
	nameOrPath: string,
	folders: readonly string[] = [],
): Promise<FoundPipeline> {
	if (/[\\/]|\.[jt]s$/.test(nameOrPath)) return load(await locateFile(nameOrPath));
	const files = await locate(folders);
	const file = files.find(({ name }) => name === nameOrPath);
	if (file !== undefined) return load(file);

	const hint = `\`mmc list\` shows all, and the path of a file works too, as in \`./${nameOrPath}.ts\``;
	const nearest = nearestName(nameOrPath, files);
	const guess = nearest === undefined ? '' : `: did you mean \`${nearest}\`?`;
	throw new Error([`Unknown pipeline \`${nameOrPath}\`${guess}`, hint].join('\n'));
}

async function locate(folders: readonly string[]): Promise<readonly PipelineFile[]> {
	const own = await locateIn(builtInFolder, 'masked-momentum');
	const users = await Promise.all(folders.map((folder) => locateIn(path.resolve(folder), folder)));
	const byName = new Map<string, PipelineFile>();
	for (const found of [...own, ...users.flat()]) {
		const { name, file } = byName.get(found.name) ?? found;
		if (file !== found.file) {
			throw new Error(
				`Two pipelines are named \`${name}\`: \`${file}\` and \`${found.file}\`. Rename one of them`,
			);
		}

		byName.set(name, byName.get(name) ?? found);
	}

	return [...byName.values()];
}

async function locateIn(folder: string, from: string): Promise<PipelineFile[]> {
	const stats = await stat(folder).catch(() => undefined);
	if (!stats?.isDirectory()) throw new Error(`Pipeline folder \`${from}\` doesn't exist`);
	const files = await glob('*.{js,ts}', { cwd: folder, ignore: ['*.d.ts'] });
	return files.sort().map((name) => ({ name: path.parse(name).name, file: path.join(folder, name), from }));
}

async function locateFile(file: string): Promise<PipelineFile> {
	const stats = await stat(file).catch(() => undefined);
	if (!stats?.isFile()) throw new Error(`Pipeline file \`${file}\` doesn't exist`);
	return { name: path.parse(file).name, file: path.resolve(file), from: file };
}

function nearestName(name: string, files: readonly PipelineFile[]): string | undefined {
	const ranked = files
		.map((file) => ({ name: file.name, edits: leven(name, file.name) }))
		.sort((a, b) => a.edits - b.edits);
	const best = ranked[0];
	return best !== undefined && best.edits <= Math.max(2, name.length / 3) ? best.name : undefined;
}

async function load(found: PipelineFile): Promise<FoundPipeline> {
	registerPipelineImports();
	const module = await import(pathToFileURL(found.file).href).catch((cause) => {
		throw new Error(`Pipeline \`${found.file}\` can't be loaded: ${cause?.message ?? cause}`, { cause });
	});
	if (isPipeline(module.default)) return { ...found, pipeline: module.default };
	throw new Error(
		`\`${found.file}\` is no pipeline: its default export must be made by \`definePipeline({…})\``,
	);
}
