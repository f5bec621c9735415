import test from 'ava';
import { formatProfile } from '../../../src/cli/views/profile-table.js';

const stage = (name: string, busy: number) => ({
	name,
	types: '',
	received: 6,
	emitted: 6,
	skipped: 0,
	busy,
	waitingForInput: 0,
	waitingForRoom: 0,
});

test('operations by their share of the run, then stages in their order', (t) => {
	const operations = [
		{ name: 'MatMul', calls: 300, time: 6 },
		{ name: 'Mul', calls: 1000, time: 0.5 },
	];
	t.is(
		formatProfile(operations, [stage('decode', 1), stage('student-gradients', 8)], 10),
		[
			'operation       calls     time  of the run       each',
			'MatMul            300  6.000 s         60%      20 ms',
			'Mul              1000  0.500 s          5%  0.5000 ms',
			'all operations   1300  6.500 s         65%       5 ms',
			'',
			'stage              items     busy  of the run',
			'decode                 6  1.000 s         10%',
			'student-gradients      6  8.000 s         80%',
			'',
		].join('\n'),
	);
});

test('what takes little is one line', (t) => {
	const operations = Array.from({ length: 40 }, (_, i) => ({ name: `op${i}`, calls: 1, time: 1 }));
	const table = formatProfile(operations, [], 40);
	t.regex(table, /^15 others +15 +15\.000 s +38%/m);
	t.false(table.includes('op25'));
});
