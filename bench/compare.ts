/** Measures one case: all its sides in turn, A B A B. */
import { fileURLToPath } from 'node:url';
import type { Case, Limit, Peer } from './cases.js';
import { Contender } from './contender.js';
import type { Settings } from './ours/contest.js';
import { type Result, spread } from './results.js';

export interface Surroundings {
	readonly photos: string;
	readonly rounds: number;
	readonly smoke: boolean;
	/** The peers' interpreter; without it they are left out. */
	readonly python: string | undefined;
	readonly tell: (line: string) => void;
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** The sides of a case after their last round: ours, then its peers. */
export type Sides = readonly [Side, ...Side[]];

/** Parts of a contender that are judged. */
export type Side = Pick<Contender, 'name' | 'values' | 'ready' | 'facts'>;

/** @throws {Error} when a side ends with an error */
export async function measure(contest: Case, surroundings: Surroundings): Promise<Sides> {
	const { rounds, smoke, python, tell } = surroundings;
	const peers = contest.peers.filter(({ program }) => program === 'node' || (python && !smoke));
	const sides: readonly [Contender, ...Contender[]] = [
		start(contest, undefined, surroundings),
		...peers.map((peer) => start(contest, peer, surroundings)),
	];
	try {
		// One after the other, so that what one compiles or caches is not measured with the next.
		for (const side of sides) await side.warmUp();
		for (let round = 0; round < (smoke ? 1 : Math.min(rounds, contest.rounds ?? rounds)); round++) {
			for (const side of sides) {
				await side.measure();
				tell(
					`${contest.name} ${round + 1}: ${side.name} ${side.values.at(-1)!.toPrecision(4)} ${contest.unit}`,
				);
			}
		}
		for (const side of sides) await side.end();
	} finally {
		for (const side of sides) side.kill();
	}
	return sides;
}

function start(contest: Case, peer: Peer | undefined, { photos, smoke, python }: Surroundings): Contender {
	const settings: Settings = {
		photos,
		...contest.settings,
		...(smoke && contest.smoke),
		...peer?.settings,
	} as Settings;
	const args = [contest.program, JSON.stringify(settings)];
	return peer?.program === 'python'
		? new Contender(peer.name, [python!, here('peer.py'), ...args])
		: new Contender(
				peer?.name ?? 'ours',
				[process.execPath, '--import=tsx', here('ours/child.ts'), ...args],
				contest.env,
			);
}

/** The rows of a case: its own, and one for each of its limits. */
export function judge(contest: Case, [ours, ...peers]: Sides): Result[] {
	const best = peers.toSorted((a, b) => ratio(contest, b, a) - 1).at(0);
	const { gflop } = ours.ready;
	const own: Result = {
		case: contest.title,
		unit: contest.unit,
		ours: spread(ours.values),
		peer: best ? { name: best.name, ...spread(best.values) } : null,
		ratio: best ? ratio(contest, ours, best) : null,
		target: contest.target,
		...(gflop && {
			gflops: { ours: gflops(ours), ...(best && { peer: gflops({ ...best, ready: ours.ready }) }) },
		}),
		peakMB: { ours: ours.facts.peakMB, ...(best && { peer: best.facts.peakMB }) },
	};
	return [own, ...(contest.limits ?? []).map((limit) => bound(limit, contest, ours, best))];
}

/** 10⁹ operations a second, of a side whose unit is ms. */
function gflops({ ready, values }: Side): number {
	return ready.gflop! / (spread(values).median / 1000);
}

/** Ratio of one side to another; above 1 the first is better. */
function ratio({ better }: Case, one: Side, other: Side): number {
	const [a, b] = [spread(one.values).median, spread(other.values).median];
	return better === 'more' ? a / b : b / a;
}

function bound({ what, unit, fact, least, most }: Limit, { title }: Case, ours: Side, best?: Side): Result {
	const { min, median } =
		fact === 'median' ? spread(ours.values) : spread([fact === 'gflops' ? gflops(ours) : ours.facts[fact]!]);
	const limit = most === 'peer' ? best?.facts[fact] : (most ?? least);
	const name =
		most === 'peer' ? best?.name : `${least === undefined ? 'at most' : 'at least'} ${limit} ${unit}`;
	return {
		case: `${title}: ${what}`,
		unit,
		ours: { min, median },
		peer: limit === undefined ? null : { name: name!, min: limit, median: limit },
		ratio: limit === undefined ? null : least === undefined ? limit / median : median / limit,
		target: 1,
	};
}
