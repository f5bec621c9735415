import { readFile, stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import glob from 'fast-glob';

const EXTENSIONS = ['jpg', 'jpeg', 'png', 'webp', 'gif', 'tif', 'tiff', 'avif'];
const REMEDY = `Give a folder with images (${EXTENSIONS.join(', ')}), a glob such as 'photos/**/*.jpg' (in quotes), an image, or a .txt file with one path a line.`;

/**
 * Finds images.
 *
 * @param patterns each an image, a folder (all images below it), a glob (the images among what it matches), or a
 *   `.txt` file with one path a line, relative to that file
 * @returns paths in code-unit order, the same on every machine, each once
 * @throws {Error} when a pattern names something that does not exist or matches no image
 */
export async function findFiles(patterns: string | readonly string[]): Promise<string[]> {
	const found = await Promise.all([patterns].flat().map(findOne));
	return [...new Set(found.flat())].sort();
}

async function findOne(pattern: string): Promise<string[]> {
	const files = await matches(pattern);
	if (files.length > 0) return files;
	throw new Error(`\`${pattern}\` matches no image. ${REMEDY}`);
}

async function matches(pattern: string): Promise<string[]> {
	const entry = await stat(pattern).catch(() => undefined);
	if (entry?.isDirectory()) return findImages(`${glob.convertPathToPattern(pattern)}/**`);
	if (entry !== undefined) return extname(pattern) === '.txt' ? readList(pattern) : [pattern];
	if (pattern !== '' && glob.isDynamicPattern(pattern)) return findImages(pattern);
	throw new Error(`\`${pattern}\` does not exist, or may not be read. ${REMEDY}`);
}

async function findImages(pattern: string): Promise<string[]> {
	const files = await glob(pattern);
	return files.filter((path) => EXTENSIONS.includes(extname(path).slice(1).toLowerCase()));
}

async function readList(path: string): Promise<string[]> {
	const lines = (await readFile(path, 'utf8')).split(/\r?\n/);
	return lines.filter((line) => line.trim() !== '').map((line) => resolve(dirname(path), line));
}
