/** A pretended machine: a folder as `PATH` with fake pip, npm and g++, a tiny wheel, a cache of its own. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExecutionContext } from 'ava';
import { create } from 'tar';
import type { Recipe } from '../../src/setup/set-up.js';
import { zip } from './_zip.js';

export interface Machine {
	readonly folder: string;
	readonly recipe: Recipe;
	readonly wheel: string;
	/** The programs that were run, each with its arguments. */
	readonly calls: () => string[][];
	readonly install: (name: string, script: string) => void;
	readonly remove: (name: string) => void;
}

/** What fake programs begin with: they note how they were called, and answer `--version`. */
const prelude = (log: string) => `#!${process.execPath}
const fs = require('node:fs'), path = require('node:path');
const args = process.argv.slice(2);
if (args.includes('--version')) process.exit(0);
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify([path.basename(__filename), ...args]) + '\\n');
const after = (option) => args[args.indexOf(option) + 1];
`;

export const compilerScript = `fs.writeFileSync(after('-o'), 'addon');`;

export function pipScript(wheel: string): string {
	return `fs.copyFileSync(${JSON.stringify(wheel)}, path.join(after('--dest'), 'tensorflow_cpu-2.20.0-cp312.whl'));`;
}

export function wheelOf(version: string): Buffer {
	return zip({
		'tensorflow/libtensorflow_cc.so.2': 'the C API',
		'tensorflow/libtensorflow_framework.so.2': 'the framework',
		'tensorflow/include/tensorflow/c/c_api.h': 'a header',
		'tensorflow/include/Eigen/Core': 'not needed',
		'tensorflow/python/big.py': 'not needed',
		[`tensorflow_cpu-${version}.dist-info/METADATA`]: `Name: tensorflow_cpu\nVersion: ${version}\n`,
	});
}

/** Changes `process.env` until the test ends: for serial tests only. */
export function pretendMachine(t: ExecutionContext): Machine {
	const folder = mkdtempSync(path.join(tmpdir(), 'mmc-set-up-'));
	const [bin, wheel, archive, log] = ['bin', 'fake.whl', 'fake.tgz', 'calls'].map((name) =>
		path.join(folder, name),
	);
	mkdirSync(bin!);
	writeFileSync(wheel!, wheelOf('2.20.0'));
	writeArchive(folder, archive!);

	const { PATH } = process.env;
	Object.assign(process.env, { PATH: bin, MMC_CACHE: path.join(folder, 'cache') });
	delete process.env.CXX;
	t.teardown(() => {
		process.env.PATH = PATH;
		rmSync(folder, { recursive: true, force: true });
	});

	const install = (name: string, script: string) => {
		writeFileSync(path.join(bin!, name), prelude(log!) + script);
		chmodSync(path.join(bin!, name), 0o755);
	};
	install('pip', pipScript(wheel!));
	install('g++', compilerScript);
	install(
		'npm',
		`fs.copyFileSync(${JSON.stringify(archive)}, path.join(after('--pack-destination'), 'package.tgz'));`,
	);

	const cpu = {
		requirement: 'tensorflow-cpu==2.20.0',
		sha256: hash('sha256', 'hex', wheel!),
		bytes: 1000,
		disk: 1000,
	};
	return {
		folder,
		wheel: wheel!,
		recipe: {
			wheels: { cpu, cuda: cpu },
			nodePackage: {
				name: '@tensorflow/tfjs-node-gpu',
				// No such version is installed, so that npm is asked.
				version: '0.0.1',
				integrity: `sha512-${hash('sha512', 'base64', archive!)}`,
			},
			tryAddon: async () => {},
		},
		calls: () =>
			existsSync(log!)
				? readFileSync(log!, 'utf8')
						.trim()
						.split('\n')
						.map((line) => JSON.parse(line))
				: [],
		install,
		remove: (name) => rmSync(path.join(bin!, name)),
	};
}

function writeArchive(folder: string, archive: string): void {
	const source = path.join(folder, 'npm');
	mkdirSync(path.join(source, 'package/dist'), { recursive: true });
	mkdirSync(path.join(source, 'package/binding'));
	writeFileSync(path.join(source, 'package/dist/index.js'), '');
	writeFileSync(path.join(source, 'package/dist/index_test.js'), '');
	writeFileSync(path.join(source, 'package/binding/tfjs_binding.cc'), '');
	create({ file: archive, cwd: source, gzip: true, sync: true }, ['package']);
}

function hash(algorithm: string, encoding: 'hex' | 'base64', file: string): string {
	return createHash(algorithm).update(readFileSync(file)).digest(encoding);
}
