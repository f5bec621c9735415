/** The running package, a checkout's TypeScript or the built JavaScript in `dist`. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const rootUrl = findRoot(new URL('.', import.meta.url));

/** The folder that holds this package's `package.json`. */
export const packageRoot = fileURLToPath(rootUrl);

export const packageVersion: string = JSON.parse(
	readFileSync(new URL('package.json', rootUrl), 'utf8'),
).version;

function findRoot(folder: URL): URL {
	return existsSync(new URL('package.json', folder)) ? folder : findRoot(new URL('..', folder));
}
