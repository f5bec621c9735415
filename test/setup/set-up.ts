import { spawn } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { isSetUp, readInstalled, setUpFolder } from '../../src/nn/backend/installed.js';
import { tryAddon } from '../../src/setup/addon.js';
import { pinnedNodePackage } from '../../src/setup/pins.js';
import type { SetUpPhase } from '../../src/setup/progress.js';
import { setUp } from '../../src/setup/set-up.js';
import { SetUpError } from '../../src/setup/set-up-error.js';
import { compilerScript, pipScript, pretendMachine, wheelOf } from './_machine.js';

const lock = () => `${setUpFolder()}.lock`;
/** The finished installations and the unfinished ones. */
const folders = () => readdirSync(setUpFolder()).filter((entry) => entry !== 'manifest.json');

test.serial('puts the libraries, the package and the addon into the cache, and nothing else', async (t) => {
	const { recipe, calls } = pretendMachine(t);
	t.false(isSetUp());
	const phases = new Set<SetUpPhase>();
	const installed = await setUp({ onProgress: ({ phase }) => phases.add(phase) }, recipe);

	t.true(isSetUp());
	t.like(installed, { kind: 'cpu', version: '2.20.0', source: 'tensorflow-cpu==2.20.0' });
	t.deepEqual(readdirSync(installed.folder).sort(), ['node_modules', 'tensorflow']);
	t.deepEqual(readdirSync(path.join(installed.folder, 'tensorflow')).sort(), [
		'libtensorflow_cc.so.2',
		'libtensorflow_framework.so.2',
		'tfjs_binding.node',
	]);
	const nodePackage = path.join(installed.folder, 'node_modules/@tensorflow/tfjs-node-gpu');
	t.deepEqual(readdirSync(path.join(nodePackage, 'dist')), ['index.js']);
	t.deepEqual([...phases], ['download', 'unpack', 'package', 'compile', 'check']);
	t.deepEqual(
		calls().map(([program]) => program),
		['pip', 'npm', 'g++', 'g++', 'g++'],
	);
	t.true(calls()[0]!.includes('--require-hashes'));
	t.true(calls()[1]!.includes('--ignore-scripts'));
});

test.serial('does nothing when it has been done', async (t) => {
	const { recipe, calls } = pretendMachine(t);
	const first = await setUp({}, recipe);
	t.deepEqual(await setUp({}, recipe), first);
	t.is(calls().length, 5);
});

test.serial('repairs a library that was cut short', async (t) => {
	const { recipe } = pretendMachine(t);
	const { folder } = await setUp({}, recipe);
	const library = 'tensorflow/libtensorflow_cc.so.2';
	writeFileSync(path.join(folder, library), 'the C');
	t.false(isSetUp());
	const repaired = await setUp({}, recipe);
	t.is(readFileSync(path.join(repaired.folder, library), 'utf8'), 'the C API');
	t.is(folders().length, 1);
});

test.serial('repairs what a killed set-up left', async (t) => {
	const { recipe, install, wheel } = pretendMachine(t);
	install(
		'pip',
		`fs.writeFileSync(path.join(after('--dest'), 'half.whl'), 'half'); setInterval(() => {}, 1000);`,
	);
	const child = fork({ ...process.env });
	while (!isDownloading()) await setTimeout(20);
	child.kill('SIGKILL');
	t.false(isSetUp());
	t.is(folders().length, 1);

	// As if the ten seconds had gone by after which a lock without a sign of life falls.
	utimesSync(lock(), 0, 0);
	install('pip', pipScript(wheel));
	await setUp({}, recipe);
	t.true(isSetUp());
	t.is(folders().length, 1);
});

/** A process of its own that sets up, with the released recipe. */
function fork(env: NodeJS.ProcessEnv) {
	const file = fileURLToPath(new URL('../../src/setup/set-up.ts', import.meta.url));
	const source = `import(${JSON.stringify(file)}).then(({ setUp }) => setUp())`;
	return spawn(process.execPath, ['--import=tsx', '--eval', source], { env });
}

function isDownloading(): boolean {
	try {
		const [folder] = folders();
		return readdirSync(path.join(setUpFolder(), folder!, 'download')).includes('half.whl');
	} catch {
		return false;
	}
}

test.serial('takes the npm package from `node_modules` where it is installed', async (t) => {
	const { recipe, remove } = pretendMachine(t);
	remove('npm');
	const { folder } = await setUp({}, { ...recipe, nodePackage: pinnedNodePackage });
	const nodePackage = path.join(folder, 'node_modules/@tensorflow/tfjs-node-gpu');
	const files = readdirSync(nodePackage, { recursive: true, encoding: 'utf8' });
	for (const file of ['dist/nodejs_kernel_backend.js', 'dist/proto/api_pb.js', 'binding/tfjs_binding.cc'])
		t.true(files.includes(file), file);
	t.deepEqual(
		files.filter((file) => /\.d\.ts$|_test\.js$|^(src|scripts)/.test(file)),
		[],
	);
});

test.serial('two at once: the second waits and takes what the first has made', async (t) => {
	const { recipe, calls } = pretendMachine(t);
	const recordedSetUp = async (phases: SetUpPhase[]) =>
		setUp({ onProgress: ({ phase }) => phases.push(phase) }, recipe);
	const phases: [SetUpPhase[], SetUpPhase[]] = [[], []];
	const [one, other] = await Promise.all(phases.map(recordedSetUp));
	t.deepEqual(one, other);
	t.is(calls().length, 5);
	// Which of the two comes first is not ours to say.
	const waiting = phases.filter((seen) => seen.length > 0 && seen.every((phase) => phase === 'wait'));
	t.is(waiting.length, 1);
});

test.serial('an abort leaves nothing behind', async (t) => {
	const { recipe, install } = pretendMachine(t);
	install('pip', 'setInterval(() => {}, 1000);');
	const controller = new AbortController();
	const onProgress = () => controller.abort(new Error('enough'));
	await t.throwsAsync(setUp({ signal: controller.signal, onProgress }, recipe), { message: 'enough' });
	t.deepEqual(folders(), []);
	t.throws(() => statSync(lock()), { code: 'ENOENT' });
});

test.serial('an abort waits for the program that is at work', async (t) => {
	const { recipe, install, folder } = pretendMachine(t);
	const ended = path.join(folder, 'ended');
	install(
		'pip',
		`process.on('SIGTERM', () => setTimeout(() => {
			fs.writeFileSync(${JSON.stringify(ended)}, '');
			process.exit(1);
		}, 300));
		fs.writeFileSync(path.join(after('--dest'), 'half.whl'), 'half');
		setInterval(() => {}, 1000);`,
	);
	const controller = new AbortController();
	const setting = setUp({ signal: controller.signal }, recipe);
	while (!isDownloading()) await setTimeout(20);
	controller.abort(new Error('enough'));
	await t.throwsAsync(setting, { message: 'enough' });
	t.true(existsSync(ended));
	t.deepEqual(folders(), []);
});

test.serial('another file than the pinned one is refused', async (t) => {
	const { recipe, install, folder } = pretendMachine(t);
	const other = path.join(folder, 'other.whl');
	writeFileSync(other, wheelOf('2.20.1'));
	install('pip', pipScript(other));
	const error = await t.throwsAsync(setUp({}, recipe), { instanceOf: SetUpError });
	t.regex(error.message, /has the SHA-256 `[0-9a-f]{64}` where `[0-9a-f]{64}` was pinned/);
	t.regex(error.message, /pip cache purge/);
	t.deepEqual(folders(), []);
});

test.serial('another npm package than the pinned one is refused', async (t) => {
	const { recipe } = pretendMachine(t);
	const nodePackage = { ...recipe.nodePackage, integrity: 'sha512-other' };
	const error = await t.throwsAsync(setUp({}, { ...recipe, nodePackage }), { instanceOf: SetUpError });
	t.regex(error.message, /has the integrity `sha512-.+` where `sha512-other` was pinned/);
});

test.serial('no pip', async (t) => {
	const { recipe, remove } = pretendMachine(t);
	remove('pip');
	const error = await t.throwsAsync(setUp({}, recipe), { instanceOf: SetUpError });
	t.regex(error.message, /no pip was found/);
	t.regex(error.message, /apt-get install python3-pip.*mmc setup --from/s);
});

test.serial('no network', async (t) => {
	const { recipe, install } = pretendMachine(t);
	install('pip', `process.stderr.write('ERROR: Name or service not known'); process.exit(1);`);
	const error = await t.throwsAsync(setUp({}, recipe), { instanceOf: SetUpError });
	t.regex(error.message, /pip could not download.*Name or service not known.*pip config list/s);
});

test.serial('no compiler: pip supplies one', async (t) => {
	const { recipe, remove, install, calls, wheel } = pretendMachine(t);
	remove('g++');
	install('zig', compilerScript);
	install(
		'pip',
		`if (args[0] === 'download') {
			${pipScript(wheel)}
		} else {
			fs.cpSync(path.join(__dirname, 'zig'), path.join(after('--target'), 'ziglang/zig'));
		}`,
	);
	await setUp({}, recipe);
	t.true(isSetUp());
	t.deepEqual(
		calls().map(([program, subcommand]) => `${program} ${subcommand}`),
		['pip download', 'npm pack', 'pip install', 'zig c++', 'zig c++', 'zig c++'],
	);
	// A cache is shared by unlike machines: nothing is compiled for the one that set-up happens to run on.
	t.deepEqual(processorsOf(calls()), ['baseline', 'haswell', 'skylake_avx512']);
});

/** Those named by `-mcpu` or `-march`. */
function processorsOf(calls: readonly string[][]): string[] {
	return calls.flatMap((call) => call.flatMap((word) => /^-m(?:cpu|arch)=(.+)/.exec(word)?.[1] ?? [])).sort();
}

test.serial('no compiler and no pip', async (t) => {
	const { recipe, remove, wheel } = pretendMachine(t);
	remove('g++');
	remove('pip');
	const error = await t.throwsAsync(setUp({ from: wheel }, recipe), { instanceOf: SetUpError });
	t.regex(error.message, /No C\+\+ compiler was found.*apt-get install g\+\+.*CXX/s);
});

test.serial('the compiler’s own words are passed on', async (t) => {
	const { recipe, install } = pretendMachine(t);
	install('g++', `process.stderr.write('c_api.h: no such file'); process.exit(1);`);
	await t.throwsAsync(setUp({}, recipe), {
		instanceOf: SetUpError,
		message: /`g\+\+` ended with code 1:\nc_api.h/,
	});
});

test.serial('CXX names the compiler', async (t) => {
	const { recipe, install, calls } = pretendMachine(t);
	install('mine', compilerScript);
	process.env.CXX = 'mine -march=native';
	await setUp({}, recipe);
	t.deepEqual(calls().at(-1)!.slice(0, 2), ['mine', '-march=native']);
});

test.serial('an addon that cannot be loaded is not installed', async (t) => {
	const { recipe } = pretendMachine(t);
	const error = await t.throwsAsync(setUp({}, { ...recipe, tryAddon }), { instanceOf: SetUpError });
	t.regex(error.message, /cannot be loaded on this machine.*AVX/s);
	t.false(isSetUp());
});

test.serial('too little disk', async (t) => {
	const { recipe } = pretendMachine(t);
	const wheels = { ...recipe.wheels, cpu: { ...recipe.wheels.cpu, disk: 1e18 } };
	await t.throwsAsync(setUp({}, { ...recipe, wheels }), {
		message: /needs 1000000000.0 GB of disk.*`MMC_CACHE`/s,
	});
});

test.serial('--from a wheel asks nothing of pip', async (t) => {
	const { recipe, remove, wheel } = pretendMachine(t);
	remove('pip');
	const installed = await setUp({ from: wheel }, recipe);
	t.like(installed, { kind: 'from', source: wheel, version: '2.20.0' });
});

test.serial('--from a folder links to it, with NVIDIA’s libraries beside', async (t) => {
	const { recipe, folder } = pretendMachine(t);
	const site = sitePackages(folder, '2.15.1');
	mkdirSync(path.join(site, 'nvidia/cublas/lib'), { recursive: true });
	const installed = await setUp({ from: site }, recipe);
	t.is(installed.version, '2.15.1');
	t.deepEqual(readdirSync(installed.folder).sort(), ['node_modules', 'nvidia', 'tensorflow']);
	t.true(isSetUp());

	rmSync(path.join(site, 'tensorflow'), { recursive: true });
	t.false(isSetUp(), 'The folder that the links lead to is gone.');
});

test.serial('--from replaces what was there, and a plain set-up then keeps it', async (t) => {
	const { recipe, wheel } = pretendMachine(t);
	await setUp({}, recipe);
	const installed = await setUp({ from: wheel }, recipe);
	t.is(folders().length, 1);
	t.deepEqual(await setUp({}, recipe), installed);
	t.deepEqual(readInstalled(), installed);
});

test.serial('--from a TensorFlow that is too old', async (t) => {
	const { recipe, folder } = pretendMachine(t);
	const wheel = path.join(folder, 'old.whl');
	writeFileSync(wheel, wheelOf('2.9.1'));
	for (const from of [wheel, sitePackages(folder, '2.11.0')]) {
		await t.throwsAsync(setUp({ from }, recipe), {
			message: /is TensorFlow `2\.(9\.1|11\.0)`; `2\.12` or newer is needed/,
		});
	}
});

test.serial('--from something else', async (t) => {
	const { recipe, folder } = pretendMachine(t);
	const noWheel = path.join(folder, 'no.whl');
	writeFileSync(noWheel, 'no zip');
	await t.throwsAsync(setUp({ from: noWheel }, recipe), { message: /no\.whl` cannot be read as a wheel/ });
	await t.throwsAsync(setUp({ from: folder }, recipe), {
		message: /holds no `tensorflow\/libtensorflow_cc.so.2`/,
	});
	await t.throwsAsync(setUp({ from: '/nowhere' }, recipe), { message: /`--from \/nowhere` cannot be read/ });
});

function sitePackages(folder: string, version: string): string {
	const site = path.join(folder, `site-packages-${version}`);
	const info = path.join(site, `tensorflow-${version}.dist-info`);
	mkdirSync(path.join(site, 'tensorflow'), { recursive: true });
	mkdirSync(info);
	writeFileSync(path.join(info, 'METADATA'), `Version: ${version}\n`);
	for (const library of ['cc', 'framework'])
		writeFileSync(path.join(site, `tensorflow/libtensorflow_${library}.so.2`), '');
	return site;
}
