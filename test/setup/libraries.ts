import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { cudaRequirements, existingLibraries } from '../../src/setup/libraries.js';
import { zip } from './_zip.js';

/** Headers that the addon's sources include, from the wheels of each span of versions. */
const headers = {
	'2.12.0': ['tensorflow/c/c_api.h', 'tensorflow/tsl/c/tsl_status.h', 'tensorflow/tsl/platform/ctstring.h'],
	'2.16.2': ['tensorflow/c/eager/c_api.h', 'tsl/c/tsl_status.h', 'tsl/platform/ctstring.h'],
	'2.20.0': [
		'tensorflow/core/platform/ctstring.h',
		'xla/tsl/c/tsl_status.h',
		'tsl/platform/ctstring_internal.h',
	],
};

for (const [version, names] of Object.entries(headers)) {
	test(`unpacks the headers that the addon needs of TensorFlow ${version}`, async (t) => {
		const folder = mkdtempSync(path.join(tmpdir(), 'mmc-libraries-'));
		t.teardown(() => rmSync(folder, { recursive: true }));
		const wheel = path.join(folder, 'tensorflow.whl');
		const other = 'tensorflow/include/Eigen/Core.h';
		const files = [...names.map((name) => `tensorflow/include/${name}`), other].map((name) => [
			name,
			'a header',
		]);
		writeFileSync(
			wheel,
			zip({
				'tensorflow/libtensorflow_cc.so.2': '',
				'tensorflow/libtensorflow_framework.so.2': '',
				[`tensorflow-${version}.dist-info/METADATA`]: `Version: ${version}\n`,
				...Object.fromEntries(files),
			}),
		);
		const { include } = await existingLibraries(wheel, folder, { onProgress: () => {} });
		for (const name of names) t.true(existsSync(path.join(include, name)), name);
		t.false(existsSync(path.join(folder, other)));
	});
}

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
