/** What is installed with the package, as the lockfile says it and as it lies in `node_modules`. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'ava';
import { packageRoot } from '../../src/run/package.js';
import { pinnedNodePackage } from '../../src/setup/pins.js';
import { useBackend } from '../support/backend.js';

interface Lockfile {
	readonly packages: Readonly<
		Record<
			string,
			{
				readonly deprecated?: string;
				readonly integrity?: string;
				readonly resolved?: string;
				readonly version: string;
			}
		>
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
		for (const name of [...shared, 'google-protobuf'])
			t.is(names.filter((other) => other === name).length, 1, name);
	});

	test(`${file}: nothing deprecated`, (t) => {
		for (const [place, { deprecated }] of packagesOf(file)) t.is(deprecated, undefined, place);
	});
}

test('the lockfile names no registry', (t) => {
	for (const [place, { resolved }] of packagesOf('package-lock.json')) t.is(resolved, undefined, place);
	t.regex(read('.npmrc'), /^omit-lockfile-registry-resolved=true$/m);
});

test('tfjs-node-gpu: set-up takes what is listed, and nobody who installs this package must have it', (t) => {
	const { name, version, integrity } = pinnedNodePackage;
	const locked = packagesOf('package-lock.json').find(([place]) => nameOf(place) === name)?.[1];
	t.like(locked, { version, integrity, dev: true });
	const { dependencies, devDependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
		read('package.json'),
	);
	t.is(dependencies[name], undefined, 'its install script would run, and can fail');
	t.is(devDependencies[name], version);
	t.is(peerDependencies[name], version);
	t.true(peerDependenciesMeta[name].optional);
});

test('no install script runs in a checkout, and `npm publish` builds all the same', (t) => {
	const { allowScripts, publishConfig, scripts } = JSON.parse(read('package.json'));
	t.regex(
		read('.npmrc'),
		/^ignore-scripts=true$/m,
		'for npm 10, which compiles what has a `binding.gyp` too',
	);
	t.true(
		Object.values(allowScripts).every((allowed) => allowed === false),
		'for npm 11 and later',
	);
	const installed = packagesOf('node_modules/.package-lock.json').map(([place]) => place);
	for (const place of installed.filter(hasInstallScript)) {
		t.is(allowScripts[nameOf(place)], false, `deny \`${nameOf(place)}\` in \`allowScripts\``);
	}
	t.false(publishConfig['ignore-scripts']);
	t.is(scripts.prepack, 'npm run build');
});

function hasInstallScript(place: string): boolean {
	const { scripts = {} } = JSON.parse(read(`${place}/package.json`));
	const runs = ['preinstall', 'install', 'postinstall'].some((script) => script in scripts);
	return runs || existsSync(path.join(packageRoot, place, 'binding.gyp'));
}

test('one copy of tfjs-core is loaded into the process', async (t) => {
	await useBackend();
	const { cache } = createRequire(import.meta.url);
	const loaded = Object.entries(cache).filter(([file]) => file.includes('tfjs-core'));
	// Set-up puts a stand-in beside what it has got, which hands over the copy that is there.
	t.is(new Set(loaded.map(([, module]) => module?.exports.Tensor)).size, 1);
});
