import { extname } from 'node:path';

export const imageExtensions = ['jpg', 'jpeg', 'png', 'webp', 'gif', 'tif', 'tiff', 'avif'];

/** Returns `true` if a file's name is that of an image; hidden files, such as macOS' `._x.jpg`, are not. */
export function isImageName(path: string): boolean {
	const name = path.slice(path.lastIndexOf('/') + 1);
	return !name.startsWith('.') && imageExtensions.includes(extname(name).slice(1).toLowerCase());
}

export function isShardName(path: string): boolean {
	const name = path.slice(path.lastIndexOf('/') + 1);
	return !name.startsWith('.') && extname(name).toLowerCase() === '.tar';
}
