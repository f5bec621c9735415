import { tellSlowest } from './test/support/slowest.js';

tellSlowest(0.15);

export default {
	files: [
		'test/**/*.ts',
		'!test/**/*.long.ts',
		'!test/types/**',
		'!test/oracle/**',
		'!test/support/**',
		'!test/**/_*',
	],
	extensions: { ts: 'module' },
	nodeArguments: ['--import=tsx'],
	require: ['./test/support/coverage.ts', './test/support/time-file.ts'],
	// Tests set variables of their process, and what is opened once a process is theirs alone.
	workerThreads: false,
	concurrency: 2,
	timeout: '2m',
};
