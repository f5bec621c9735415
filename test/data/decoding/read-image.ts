import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { decodeImage } from '../../../src/data/decoding/decode.js';
import { readImage } from '../../../src/data/decoding/read-image.js';
import { folderWith } from '../_folder.js';

const most = 1000;

test('a file is read whole, a part of one within its bounds', async (t) => {
	const file = path.join(folderWith(t, { 'x.tar': '0123456789' }), 'x.tar');
	const within = { file, offset: 3, size: 4 };
	t.is((await readImage({ path: file }, most)).toString(), '0123456789');
	t.is((await readImage({ path: `${file}/a.jpg`, within }, most)).toString(), '3456');
	await t.throwsAsync(readImage({ path: 'a.jpg', within: { ...within, size: 8 } }, most), {
		message: /x\.tar` ended while it was read/,
	});
	await t.throwsAsync(readImage({ path: file }, 9), { message: /^it has 10 bytes, more than any image/ });
});

test('what is no file, is gone or leads nowhere is told apart, and nothing waits', async (t) => {
	const folder = folderWith(t, { 'folder.jpg/x': '' });
	const at = (name: string) => path.join(folder, name);
	execFileSync('mkfifo', [at('pipe.jpg')]);
	symlinkSync('circle.jpg', at('circle.jpg'));
	symlinkSync('gone.jpg', at('dangling.jpg'));
	symlinkSync('/dev/zero', at('device.jpg'));
	for (const [name, reason] of [
		['folder.jpg', /: it is a folder\. Remove it/],
		['pipe.jpg', /: it is no regular file\. Remove it/],
		['device.jpg', /: it is no regular file\. Remove it/],
		['circle.jpg', /: its links lead back to themselves\. Remove it/],
		['dangling.jpg', /: it does not exist\. Was it moved/],
		['gone.jpg', /: it does not exist\. Was it moved/],
		['folder.jpg/x/y.jpg', /: it can't be read \(ENOTDIR/],
		['b\ufffd.jpg', /: its name is not valid UTF-8.* Rename it/],
	] as const) {
		const error = await t.throwsAsync(decodeImage(at(name), { orient: false }), { message: reason }, name);
		t.true(error.message.startsWith(`\`${at(name)}\` cannot be decoded: `));
	}
});

const isRoot = process.getuid?.() === 0;

(isRoot ? test.skip : test)(
	'a file that may not be read is told (as root, who may read all, this is skipped)',
	async (t) => {
		const file = path.join(folderWith(t, {}), 'x.jpg');
		writeFileSync(file, '');
		chmodSync(file, 0);
		await t.throwsAsync(decodeImage(file, { orient: false }), {
			message: /: it may not be read\. Give yourself the right/,
		});
	},
);
