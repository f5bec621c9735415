/** Builds the native addon: one compiler call against N-API and TensorFlow's C API. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { addonFile, libraryNames } from '../nn/backend/installed.js';
import { packageRoot } from '../run/package.js';
import { pinnedCompiler } from './pins.js';
import { findCompiler, findPip, type Program, run } from './programs.js';
import { SetUpError } from './set-up-error.js';

const require = createRequire(import.meta.url);

interface AddonSources {
	/** The unpacked npm package. */
	readonly nodePackage: string;
	/** TensorFlow's headers. */
	readonly include: string;
}

interface Compiler {
	readonly program: Program;
	readonly env?: NodeJS.ProcessEnv;
	/** The flags that choose a processor; without one, what every x86-64 processor runs. */
	readonly target: (processor?: string) => readonly string[];
}

/** One call of the compiler. */
type Compile = (arguments_: readonly string[], processor?: string) => Promise<unknown>;

/** @throws {SetUpError} when there is no compiler and none can be had, or it fails */
export async function compileAddon(
	folder: string,
	sources: AddonSources,
	signal?: AbortSignal,
): Promise<void> {
	const found = await findCompiler();
	const compiler: Compiler = found
		? { program: found, target: (processor) => (processor ? [`-march=${processor}`] : []) }
		: await pipCompiler(folder, signal);
	const compile: Compile = (arguments_, processor) => {
		const all = ['-std=c++17', '-fPIC', ...compiler.target(processor), ...arguments_];
		return run(compiler.program, all, { signal, ...(compiler.env && { env: compiler.env }) });
	};
	const kernels = await compileKernels(compile, folder);
	await compile([
		...['-O2', '-shared', '-DNAPI_VERSION=8', '-DIS_SLIM_BUILD'],
		...['-I', require('node-api-headers').include_dir, '-I', sources.nodePackage, '-I', sources.include],
		...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => path.join(sources.nodePackage, 'binding', file)),
		path.join(packageRoot, 'src/setup/allocator.cc'),
		...kernels,
		...libraryNames.map((library) => path.join(folder, 'tensorflow', library)),
		// The addon lies beside the libraries.
		'-Wl,-rpath,$ORIGIN',
		// Node unloads an addon with the last thread that used it, but TensorFlow keeps pointers to the kernels.
		'-Wl,-z,nodelete',
		...['-o', path.join(folder, addonFile)],
	]);
}

const kernelSources = path.join(packageRoot, 'src/setup/kernels');

/** The processor to compile for, by instruction set; the addon chooses among them when it is loaded (`choose.cc`). */
const instructionSets = { avx2: 'haswell', avx512: 'skylake-avx512' };

/**
 * Compiles the kernels of our own, which are for x86-64, once for each instruction set, side by side.
 *
 * @returns the objects and sources to be linked into the addon
 */
async function compileKernels(compile: Compile, folder: string): Promise<string[]> {
	if (process.arch !== 'x64') return [];
	await mkdir(path.join(folder, 'download'), { recursive: true });
	const objects = Object.entries(instructionSets).map(async ([name, processor]) => {
		const object = path.join(folder, 'download', `kernels-${name}.o`);
		const source = path.join(kernelSources, 'kernels.cc');
		const flags = ['-O3', '-fno-math-errno', '-mprefer-vector-width=512'];
		await compile([...flags, '-c', source, '-o', object], processor);
		return object;
	});
	const sources = ['choose', 'pool', 'operation', 'layers', 'losses', 'updates'];
	return [...(await Promise.all(objects)), ...sources.map((name) => path.join(kernelSources, `${name}.cc`))];
}

/** A whole C++ compiler in a wheel, deleted after use. */
async function pipCompiler(folder: string, signal?: AbortSignal): Promise<Compiler> {
	const target = path.join(folder, 'download/compiler');
	const remedy =
		'Install a C++ compiler (Debian and Ubuntu: `apt-get install g++`) or name one in the variable `CXX`.';
	const pip = await findPip();
	if (!pip) throw new SetUpError('No C++ compiler was found, and no pip to fetch one with.', remedy);

	await mkdir(target, { recursive: true });
	const requirements = path.join(target, 'requirements.txt');
	await writeFile(
		requirements,
		[pinnedCompiler.requirement, ...pinnedCompiler.sha256.map((hash) => `--hash=sha256:${hash}`)].join(' '),
	);
	try {
		const hashes = ['--require-hashes', '--requirement', requirements];
		await run(
			pip,
			['install', '--no-input', '--no-deps', '--only-binary=:all:', '--target', target, ...hashes],
			{
				signal,
				env: { TMPDIR: target },
			},
		);
	} catch (error) {
		if (signal?.aborted) throw error;
		throw new SetUpError(`No C++ compiler was found. ${(error as Error).message}`, remedy, { cause: error });
	}
	return {
		program: [path.join(target, 'ziglang/zig'), 'c++'],
		// zig compiles for the processor that it runs on unless it is told, and home folders are shared by unlike ones.
		target: (processor = 'baseline') => [`-mcpu=${processor.replaceAll('-', '_')}`],
		env: {
			ZIG_GLOBAL_CACHE_DIR: path.join(target, 'cache'),
			ZIG_LOCAL_CACHE_DIR: path.join(target, 'cache'),
		},
	};
}

/**
 * Loads the addon in a child, because a library built for another processor ends the process that loads it.
 *
 * @throws {SetUpError} when it cannot be loaded
 */
export async function tryAddon(addon: string, signal?: AbortSignal): Promise<void> {
	try {
		await run([process.execPath], ['--eval', `require(${JSON.stringify(addon)})`], { signal });
	} catch (error) {
		if (signal?.aborted) throw error;
		throw new SetUpError(
			`TensorFlow was put together but cannot be loaded on this machine. ${(error as Error).message}`,
			'Its wheels need glibc and a processor with AVX. On another machine give a TensorFlow built for it: `mmc setup --from`.',
			{ cause: error },
		);
	}
}
