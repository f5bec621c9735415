import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../src/run/package.js';

const builds = path.join(packageRoot, 'node_modules/.cache/mmc-tests');
const sources = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'src', 'stages', 'pipelines'];

/**
 * Compiles `mmc`, which then loads in half the time. All files of tests share one build; a change of the sources makes
 * another. It lies below the package, where it finds its modules.
 *
 * @returns the folder of the build; `mmc.mjs` in it is the program
 */
export function buildMmc(): string {
	const folder = path.join(builds, stateOfSources());
	if (existsSync(folder)) return folder;
	mkdirSync(builds, { recursive: true });
	for (const old of readdirSync(builds)) removeIfOld(path.join(builds, old));
	// Made under a name of its own: two files of tests may begin at once.
	const unfinished = `${folder}.${process.pid}`;
	const tsc = path.join(packageRoot, 'node_modules/typescript/bin/tsc');
	const options = ['-p', 'tsconfig.build.json', '--outDir', unfinished, '--declaration', 'false'];
	execFileSync(process.execPath, [tsc, ...options], { cwd: packageRoot, stdio: 'pipe' });
	const program = "import { main } from './src/cli.js';\nawait main(process.argv.slice(2));\n";
	writeFileSync(path.join(unfinished, 'mmc.mjs'), program);
	try {
		renameSync(unfinished, folder);
	} catch {
		rmSync(unfinished, { recursive: true }); // The other one was faster.
	}

	return folder;
}

/** A hash of the sizes and times of all that is compiled. */
function stateOfSources(): string {
	const hash = createHash('sha256');
	const add = (file: string) => {
		const { size, mtimeMs } = statSync(file);
		hash.update(`${file} ${size} ${mtimeMs}\n`);
	};
	for (const source of sources.map((name) => path.join(packageRoot, name))) {
		add(source);
		if (!statSync(source).isDirectory()) continue;
		for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' }).sort())
			add(path.join(source, name));
	}

	return hash.digest('hex').slice(0, 16);
}

/** A build of yesterday is nobody's any more. */
function removeIfOld(folder: string): void {
	const { mtimeMs } = statSync(folder, { throwIfNoEntry: false }) ?? {};
	if (mtimeMs !== undefined && mtimeMs < Date.now() - 24 * 3600e3)
		rmSync(folder, { recursive: true, force: true });
}
