import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type ImageList, imageList } from './image-list.js';

/** Reads a text file with one path a line, relative to that file. */
export async function readList(file: string): Promise<ImageList> {
	const folder = dirname(file);
	const paths: string[] = [];
	const handle = await open(file);
	// Line by line, since a string cannot hold more than 512 MB.
	for await (const line of handle.readLines()) {
		if (line.trim() !== '') paths.push(resolve(folder, line));
	}

	paths.sort();
	return imageList(paths.filter((path, place) => path !== paths[place - 1]));
}
