import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import type { Check } from '../../../src/setup/doctor/check.js';
import { examineApart } from '../../../src/setup/doctor/examine-apart.js';

const first: Check = { name: 'backend', status: 'ok', value: 'tensorflow' };
const send = (then: string) => `process.send(${JSON.stringify(first)}, () => ${then});`;

async function checksOf(t: ExecutionContext, source: string, patience?: number): Promise<Check[]> {
	const folder = mkdtempSync(path.join(tmpdir(), 'mmc-examine-'));
	t.teardown(() => rmSync(folder, { recursive: true }));
	const file = path.join(folder, 'program.mjs');
	writeFileSync(file, source);
	const program = pathToFileURL(file);
	return all(examineApart('backend', { remedy: 'Set up again.', program, ...(patience && { patience }) }));
}

test('gives the checks of a process that ends well', async (t) => {
	t.deepEqual(await checksOf(t, send('process.disconnect()')), [first]);
});

for (const [end, source] of Object.entries({
	SIGILL: "process.kill(process.pid, 'SIGILL')",
	SIGSEGV: "process.kill(process.pid, 'SIGSEGV')",
	'code 3': 'process.exit(3)',
})) {
	test(`survives a process that ends by ${end}, and says so`, async (t) => {
		const failed = {
			name: 'backend',
			status: 'fail',
			value: `the process that tried it ended by ${end}`,
			remedy: 'Set up again.',
		};
		t.deepEqual(await checksOf(t, send(source)), [first, failed as Check]);
		t.deepEqual(await checksOf(t, source), [failed as Check]);
	});
}

test('ends a process that hangs', async (t) => {
	const [, failed] = await checksOf(t, send('{ for (;;); }'), 1000);
	t.is(failed?.value, 'the process that tried it gave no answer for 1 s');
});

async function all(checks: AsyncIterable<Check>): Promise<Check[]> {
	const seen: Check[] = [];
	for await (const check of checks) seen.push(check);
	return seen;
}
