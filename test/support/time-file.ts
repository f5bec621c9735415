/** Loaded by ava into each of its processes: notes at the end how long the processor worked for its file of tests. */
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

process.on('exit', () => {
	const { MMC_TEST_TIMES: times } = process.env;
	if (!times) return;
	const file = path.relative(process.cwd(), fileURLToPath(test.meta.file));
	appendFileSync(times, `${JSON.stringify({ file, seconds: ownSeconds() + childrenSeconds() })}\n`);
});

function ownSeconds(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e6;
}

/** Time of the processes that this one has started, which the system tells on Linux alone: 0 elsewhere. */
function childrenSeconds(): number {
	if (process.platform !== 'linux') return 0;
	const stat = readFileSync('/proc/self/stat', 'utf8');
	// Behind the name in brackets, which may hold anything, `cutime` and `cstime` are the 16th and 17th of all, in hundredths.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[13]) + Number(fields[14])) / 100;
}
