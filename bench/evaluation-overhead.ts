/**
 * Cost of a whole run of `segment` besides the forward passes of its network, as shares of these. Each round times
 * the whole run from the start of its process to its end, and before and after it the passes alone, one photo after
 * another with all cores, over inputs made beforehand. The program runs as installed: compiled.
 *
 *   node --import=tsx bench/evaluation-overhead.ts COCO WEIGHTS [PHOTOS] [ROUNDS]
 */
import { execFileSync, type StdioOptions } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { openDataset } from '../src/data/datasets/open.js';
import { decodeImage } from '../src/data/decoding/decode.js';
import { encoderOptions, openEncoder } from '../src/eval/features/encoder.js';
import { type NetworkInput, resizedInput } from '../src/eval/features/network-input.js';
import { packageRoot } from '../src/run/package.js';
import { repeatPhotos } from './repeat-photos.js';

/** Seconds. */
interface Cost {
	readonly wall: number;
	readonly cpu: number;
}

const [role = '', weights = 'untrained', photos = '98', rounds = '3'] = process.argv.slice(2);

if (role === '--passes') await timePasses(photos, weights);
else compare(role);

function compare(coco: string): void {
	const build = compile();
	const root = mkdtempSync(path.join(tmpdir(), 'mmc-overhead-'));
	try {
		const objects = repeatPhotos(coco, root, Number(photos));
		console.log(
			`${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} × ${cpus()[0]?.model}, Node ${process.version}; ` +
				`${photos} photos with ${objects} objects, ${weights}; seconds`,
		);
		console.log('passes: wall  cpu | run: wall  cpu | run beyond the passes: wall  cpu | load');
		const costs = Array.from({ length: Number(rounds) }, (_, round) => {
			const before = measurePasses(root);
			const run = measureRun(build, root, path.join(root, `run-${round}`));
			const after = measurePasses(root);
			const passes = { wall: (before.wall + after.wall) / 2, cpu: (before.cpu + after.cpu) / 2 };
			const beyond = [run.wall / passes.wall - 1, run.cpu / passes.cpu - 1];
			const seconds = [passes.wall, passes.cpu, run.wall, run.cpu].map((s) => s.toFixed(1));
			console.log(`${seconds.join('  ')}  ${beyond.map(percent).join('  ')}  ${loadavg()[0]!.toFixed(1)}`);
			return beyond;
		});
		const median = [0, 1].map(
			(i) => costs.map((beyond) => beyond[i]!).sort((a, b) => a - b)[costs.length >> 1]!,
		);
		console.log(`median of the runs: wall ${percent(median[0]!)}, cpu ${percent(median[1]!)}`);
	} finally {
		rmSync(root, { recursive: true });
	}
}

function percent(share: number): string {
	return `${(100 * share).toFixed(1)}%`;
}

function measurePasses(root: string): Cost {
	const args = ['--import=tsx', import.meta.filename, '--passes', weights, root];
	return JSON.parse(lastLine(args));
}

function measureRun(build: string, root: string, out: string): Cost {
	const set = [`dataset.root=${root}`, 'dataset.kind=coco', `model.weights=${weights}`].flatMap((s) => [
		'--set',
		s,
	]);
	const script = `
		const { main } = await import(${JSON.stringify(path.join(build, 'src/cli.js'))});
		await main(${JSON.stringify(['run', 'segment', ...set, '--out', out])});
		const { user, system } = process.cpuUsage();
		console.log(JSON.stringify({ cpu: (user + system) / 1e6 }));
	`;
	const started = performance.now();
	const { cpu } = JSON.parse(lastLine(['--input-type=module', '--eval', script]));
	return { cpu, wall: (performance.now() - started) / 1000 };
}

function lastLine(args: readonly string[]): string {
	const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
	return execFileSync(process.execPath, args, { encoding: 'utf8', stdio }).trim().split('\n').at(-1)!;
}

/** Compiles the program; below the package, for it to find its modules. */
function compile(): string {
	const folder = path.join(packageRoot, 'node_modules/.cache/mmc-overhead');
	const args = ['tsc', '-p', 'tsconfig.build.json', '--outDir', folder, '--declaration', 'false'];
	execFileSync('npx', args, { cwd: packageRoot });
	return folder;
}

async function timePasses(root: string, model: string): Promise<void> {
	const { records } = await openDataset({ kind: 'coco', root });
	const encoder = await openEncoder(encoderOptions.parse({ weights: model }), { sizesRecur: true });
	const grid = { rows: 32, columns: 32 };
	const inputs: NetworkInput[] = [];
	for (const record of records) {
		inputs.push(resizedInput(await decodeImage(record.path, { orient: false }), grid, encoder.patch));
	}
	encoder.encode(inputs[0]!); // The first pass allocates, and records the graph that `segment` runs too.
	const [started, before] = [performance.now(), process.cpuUsage()];
	for (const input of inputs) encoder.encode(input);
	const { user, system } = process.cpuUsage(before);
	console.log(JSON.stringify({ wall: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 }));
}
