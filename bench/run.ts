/**
 * Measures this program and its peers in turn, and writes what was found to `bench/results` and into the table of
 * `bench/README.md`.
 *
 *   npm run bench
 *   npm run bench -- --case input --case engine --rounds 5
 *
 * `--photos` names the folder of photos (else `MMC_DATA/photos`, else the fixtures). With `--case`, results are printed
 * and not kept unless `--keep` is given: a table comes from one run. `--smoke` runs ours alone, as small as can be.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, hostname } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/run/package.js';
import { cases } from './cases.js';
import { judge, measure, type Sides } from './compare.js';
import { findPython } from './python.js';
import { type Result, replaceBetweenMarkers, resultTable, spread } from './results.js';

const { values: flags } = parseArgs({
	options: {
		case: { type: 'string', multiple: true },
		rounds: { type: 'string', default: '4' },
		photos: { type: 'string' },
		smoke: { type: 'boolean', default: false },
		keep: { type: 'boolean', default: false },
	},
});
const { smoke } = flags;
const unknown = flags.case?.filter((name) => cases.every((contest) => contest.name !== name)) ?? [];
if (unknown.length > 0) {
	throw new Error(`no case \`${unknown.join(', ')}\`: there are ${cases.map(({ name }) => name).join(', ')}`);
}

const tell = (line: string) => void process.stderr.write(`${line}\n`);
const data = process.env.MMC_DATA;
const photos = flags.photos ?? path.join(data ?? path.join(packageRoot, 'fixtures'), 'photos');
const python = smoke ? undefined : await findPython(tell);
const surroundings = { photos, rounds: Number(flags.rounds), smoke, python, tell };

const results: Result[] = [];
const machine: Record<string, number> = {};
for (const contest of cases.filter(({ name }) => !flags.case || flags.case.includes(name))) {
	const [f32, bf16] = [machine['matmul-f32'], machine['matmul-bf16']];
	if (contest.needsBf16 && !(f32 && bf16 && bf16 > 1.2 * f32)) {
		tell(`${contest.name} left out: bf16 products ${bf16?.toFixed(0)} GFLOP/s, f32 ${f32?.toFixed(0)}`);
		continue;
	}
	const sides = await measure(contest, surroundings);
	if (contest.program === 'matmul') machine[contest.name] = fastest(sides);
	const [own, ...limits] = judge(contest, sides);
	// Where there is no peer, only what is bounded says something.
	results.push(...(contest.peers.length > 0 ? [own!, ...limits] : limits).map(withShare));
}

const when = new Date().toISOString().slice(0, 10);
const table = resultTable(results);
process.stdout.write(table);
if (!smoke && (!flags.case || flags.keep)) keep();

function fastest(sides: Sides): number {
	return Math.max(...sides.map(({ values }) => spread(values).median));
}

/** The machine's own products come first among the cases. */
function withShare(result: Result): Result {
	const [f32, bf16] = [machine['matmul-f32'], machine['matmul-bf16']];
	if (!result.gflops || !f32 || !bf16) return result;
	return { ...result, share: { f32: result.gflops.ours / f32, bf16: result.gflops.ours / bf16 } };
}

function keep(): void {
	const file = `bench/results/${when}-${hostname()}.json`;
	mkdirSync(path.join(packageRoot, 'bench/results'), { recursive: true });
	writeFileSync(path.join(packageRoot, file), `${JSON.stringify(results, null, '\t')}\n`);
	const about = `${when}, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.versions.node}, \`npm run bench\`; [${path.basename(file)}](${path.relative('bench', file)}).`;
	replaceBetweenMarkers(path.join(packageRoot, 'bench/README.md'), `${about}\n\n${table}`);
	tell(`Kept in ${file} and bench/README.md`);
}
