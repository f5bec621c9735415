import test from 'ava';
import { cudaRequirements } from '../../src/setup/libraries.js';

test('reads what the extra and-cuda names, and no other requirement', (t) => {
	const metadata = [
		'Requires-Dist: absl-py>=1.0.0',
		'Requires-Dist: wheel<1.0; extra == "dev"',
		'Provides-Extra: and-cuda',
		'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
		"Requires-Dist: nvidia-cudnn-cu12 (==8.9.4.25) ; extra == 'and-cuda'",
		'',
		'Requires-Dist: in-the-description; extra == "x"',
	].join('\n');
	t.deepEqual(cudaRequirements(metadata), [
		'nvidia-cublas-cu12<13.0,>=12.5.3.2',
		'nvidia-cudnn-cu12==8.9.4.25',
	]);
});
