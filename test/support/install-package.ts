import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { extract } from 'tar';
import { packageRoot } from '../../src/run/package.js';

/**
 * Packs this package as `npm publish` does, and lays it out in a project's `node_modules` as `npm install` does, beside
 * nothing but its own dependencies and without a registry.
 */
export async function installPackage(project: string): Promise<void> {
	const modules = path.join(project, 'node_modules');
	const installed = path.join(modules, 'masked-momentum');
	const args = ['pack', '--ignore-scripts=false', '--pack-destination', project];
	await promisify(execFile)('npm', args, { cwd: packageRoot });
	mkdirSync(installed, { recursive: true });
	const tarball = readdirSync(project).find((file) => file.endsWith('.tgz'))!;
	await extract({ file: path.join(project, tarball), cwd: installed, strip: 1 });

	const { dependencies, bin } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
	for (const name of Object.keys(dependencies)) {
		mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
		symlinkSync(path.join(packageRoot, 'node_modules', name), path.join(modules, name));
	}

	mkdirSync(path.join(modules, '.bin'));
	chmodSync(path.join(installed, bin.mmc), 0o755);
	symlinkSync(path.join('../masked-momentum', bin.mmc), path.join(modules, '.bin/mmc'));
}
