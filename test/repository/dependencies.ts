/** What is installed with the package, as the lockfile says it and as it lies in `node_modules`. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'ava';
import { packageRoot } from '../../src/run/package.js';
import { useBackend } from '../support/backend.js';

interface Lockfile {
	readonly packages: Readonly<
		Record<string, { readonly hasInstallScript?: true; readonly resolved?: string }>
	>;
}

const read = (file: string) => readFileSync(path.join(packageRoot, file), 'utf8');
const lockfiles = ['package-lock.json', 'node_modules/.package-lock.json'].filter((file) =>
	existsSync(path.join(packageRoot, file)),
);
const packagesOf = (file: string) => Object.entries((JSON.parse(read(file)) as Lockfile).packages);
const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

for (const file of lockfiles) {
	test(`${file}: one copy of TensorFlow.js, whose tensors and gradients it shares`, (t) => {
		const names = packagesOf(file).map(([place]) => nameOf(place));
		const shared = ['@tensorflow/tfjs', '@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'];
		for (const name of shared) t.is(names.filter((other) => other === name).length, 1, name);
		t.false(names.includes('@tensorflow/tfjs-node-gpu'), 'set-up gets it: its install script can fail');
	});
}

test('the lockfile names no registry', (t) => {
	for (const [place, { resolved }] of packagesOf('package-lock.json')) t.is(resolved, undefined, place);
	t.regex(read('.npmrc'), /^omit-lockfile-registry-resolved=true$/m);
});

test('`npm ci` runs no install script, and `npm pack` builds', (t) => {
	for (const [place, { hasInstallScript }] of packagesOf('package-lock.json')) {
		const remedy =
			'take `hasInstallScript` out of the lockfile, and deny it in `allowScripts` of package.json';
		t.is(hasInstallScript, undefined, `npm 10 would run the install script of \`${place}\`: ${remedy}`);
	}

	const { allowScripts, scripts } = JSON.parse(read('package.json'));
	t.true(
		Object.values(allowScripts).every((allowed) => allowed === false),
		'for npm 11 and later',
	);
	t.notRegex(read('.npmrc'), /ignore-scripts/, '`npm pack` would skip `prepack`, and pack nothing built');
	t.is(scripts.prepack, 'npm run build');
});

test('one copy of tfjs-core is loaded into the process', async (t) => {
	await useBackend();
	const { cache } = createRequire(import.meta.url);
	const loaded = Object.entries(cache).filter(([file]) => file.includes('tfjs-core'));
	// Set-up puts a stand-in beside what it has got, which hands over the copy that is there.
	t.is(new Set(loaded.map(([, module]) => module?.exports.Tensor)).size, 1);
});
