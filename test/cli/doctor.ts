import { stripVTControlCharacters } from 'node:util';
import test from 'ava';
import { formatCheck } from '../../src/cli/doctor.js';

test('the remedy stands on a line of its own', (t) => {
	const check = { name: 'disk', status: 'warn', value: '1.0 GB free', remedy: 'Free some.' } as const;
	t.is(stripVTControlCharacters(formatCheck(check)), '! disk        1.0 GB free\n              → Free some.');
	t.is(
		stripVTControlCharacters(formatCheck({ name: 'Node', status: 'ok', value: '22.0.0' })),
		'✔ Node        22.0.0',
	);
});
