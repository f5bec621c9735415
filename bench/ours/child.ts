/**
 * Runs our side of a case for `bench/run.ts`: says when it is ready, then answers each `go` with a slice of values and
 * `end` with its peak memory.
 *
 *   node --import=tsx bench/ours/child.ts CASE SETTINGS
 */
import { createInterface } from 'node:readline';
import type { Contest, Settings } from './contest.js';

const [name, settings = '{}'] = process.argv.slice(2);
const { open } = (await import(`./${name}.js`)) as { open: (settings: Settings) => Promise<Contest> };
const contest = await open(JSON.parse(settings));
say({ gflop: contest.gflop });

for await (const line of createInterface(process.stdin)) {
	if (line === 'end') break;
	say(await contest.measure());
}
await contest.close?.();
say({ peakMB: process.resourceUsage().maxRSS / 1000, ...contest.facts?.() });
process.exit();

function say(answer: unknown): void {
	process.stdout.write(`${JSON.stringify(answer)}\n`);
}
