import test from 'ava';
import { checkPlatform } from '../../src/setup/preconditions.js';
import { SetUpError } from '../../src/setup/set-up-error.js';

const on = (platform: NodeJS.Platform, arch: NodeJS.Architecture) => ({ ...process, platform, arch });

test('knows where it has a TensorFlow', (t) => {
	t.notThrows(() => checkPlatform('cpu', on('linux', 'x64')));
	t.notThrows(() => checkPlatform('from', on('linux', 'arm64')));
	t.throws(() => checkPlatform('cpu', on('linux', 'arm64')), {
		instanceOf: SetUpError,
		message: /`linux-arm64`.*--from/s,
	});
	t.throws(() => checkPlatform('from', on('darwin', 'arm64')), {
		instanceOf: SetUpError,
		message: /`darwin-arm64`.*wasm/s,
	});
});
