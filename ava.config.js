export default {
	files: ['test/**/*.ts', '!test/types/**', '!test/oracle/**', '!test/**/_*'],
	extensions: { ts: 'module' },
	nodeArguments: ['--import=tsx'],
	require: ['./test/_coverage.ts'],
	// TensorFlow's addon cannot be loaded into two worker threads of one process.
	workerThreads: false,
	concurrency: 2,
	timeout: '2m',
};
