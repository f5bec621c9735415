import test from 'ava';
import { readInstalled } from '../../../src/nn/backend/installed.js';
import type { Check } from '../../../src/setup/doctor/check.js';
import { examine } from '../../../src/setup/doctor/doctor.js';
import { pretendMachine } from '../_machine.js';

test.serial('looks at everything, the files only if asked', async (t) => {
	const checks = await all(examine({ deep: true }));
	const names = checks.map(({ name }) => name);
	const files = readInstalled() ? ['files'] : [];
	t.deepEqual(names.slice(0, 5), ['Node', 'sharp', 'cache', 'disk', 'TensorFlow']);
	t.deepEqual(
		names.slice(5).filter((name) => name !== 'threads' && name !== 'kernels'),
		[...files, 'backend', 'device', 'speed', 'gradients'],
	);
	t.is(names.includes('kernels'), names.includes('threads'), 'of TensorFlow alone');
	for (const { name, status, value } of checks) t.not(status, 'fail', `${name}: ${value}`);
});

test.serial('goes on to its end where the forced backend cannot be opened', async (t) => {
	pretendMachine(t);
	process.env.MMC_BACKEND = 'tensorflow';
	t.teardown(() => delete process.env.MMC_BACKEND);
	const checks = await all(examine());
	t.like(checks.at(-1), { name: 'backend', status: 'fail', value: 'tensorflow' });
	t.regex(checks.at(-1)!.remedy!, /mmc setup/);
});

async function all(checks: AsyncIterable<Check>): Promise<Check[]> {
	const seen: Check[] = [];
	for await (const check of checks) seen.push(check);
	return seen;
}
