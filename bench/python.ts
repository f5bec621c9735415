/** The Python that the peers run in. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../src/nn/backend/installed.js';
import { run } from '../src/setup/programs.js';

const packages = ['torch==2.15.0', 'torchvision==0.29.2', 'numpy', 'pillow'];

/**
 * A Python with PyTorch: that of `MMC_BENCH_PYTHON`, else one of our own in the cache, made by `venv` and pip at the first
 * time (some minutes, and 1 to 6 GB of disk, as pip's index has PyTorch with or without CUDA).
 *
 * @returns undefined where there is no Python or pip can't reach its index; `tell` is told why
 */
export async function findPython(tell: (line: string) => void): Promise<string | undefined> {
	const given = process.env.MMC_BENCH_PYTHON;
	if (given) return (await imports(given, tell)) ? given : undefined;
	const folder = path.join(cacheFolder(), `bench-python-${packages[0]!.replace('==', '-')}`);
	const python = path.join(folder, 'bin/python');
	try {
		if (!existsSync(folder)) await install(folder, tell);
		return (await imports(python, tell)) ? python : undefined;
	} catch (error) {
		tell(`No peers, ours alone: ${(error as Error).message}`);
		return undefined;
	}
}

/** Under another name until it is whole: scripts in it that name their own place are not used. */
async function install(folder: string, tell: (line: string) => void): Promise<void> {
	const unfinished = `${folder}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(path.dirname(folder), { recursive: true });
	tell(`Setting up ${packages.join(', ')} in ${folder} …`);
	await run(['python3'], ['-m', 'venv', unfinished]);
	await run([path.join(unfinished, 'bin/python'), '-m', 'pip'], ['install', '--no-input', ...packages]);
	renameSync(unfinished, folder);
}

async function imports(python: string, tell: (line: string) => void): Promise<boolean> {
	try {
		await run([python], ['-c', 'import torch, torchvision']);
		return true;
	} catch (error) {
		tell(`No peers, ours alone: \`${python}\` has no PyTorch. ${(error as Error).message}`);
		return false;
	}
}
