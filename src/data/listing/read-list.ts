import { dirname, resolve } from 'node:path';
import { readLines } from '../../files/json-lines.js';
import { type ImageList, imageList } from './image-list.js';

/** Reads a text file with one path a line, relative to that file; blanks around a path do not count. */
export async function readList(file: string): Promise<ImageList> {
	const folder = dirname(file);
	const paths: string[] = [];
	// Line by line, since a string cannot hold more than 512 MB.
	for await (const line of readLines(file)) {
		const name = line.trim();
		if (name !== '') paths.push(resolve(folder, name));
	}

	paths.sort();
	return imageList(paths.filter((path, place) => path !== paths[place - 1]));
}
