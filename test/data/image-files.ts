import test from 'ava';
import { imageFiles, shuffledFiles } from '../../src/data/image-files.js';
import { resource } from '../../src/flow/resource.js';

const paths = Array.from({ length: 23 }, (_, i) => `${i}.jpg`);

test('each pass has every file once, in another order', (t) => {
	const files = [...shuffledFiles(paths, { items: 46, seed: 1 })];
	const [first, second] = [files.slice(0, 23), files.slice(23)];
	t.true(first.every(({ epoch }) => epoch === 0) && second.every(({ epoch }) => epoch === 1));
	const order = (pass: typeof files) => pass.map(({ path }) => path);
	for (const pass of [first, second]) t.deepEqual(order(pass).sort(), [...paths].sort());
	t.notDeepEqual(order(first), order(second));
	t.notDeepEqual(order(first), paths);
});

test('a sequence entered anywhere goes on as the whole one does', (t) => {
	const whole = [...shuffledFiles(paths, { items: 60, seed: 4 })];
	for (const start of [0, 1, 22, 23, 24, 59, 60]) {
		t.deepEqual(
			[...shuffledFiles(paths, { items: 60, seed: 4, start })],
			whole.slice(start),
			`from ${start}`,
		);
	}
});

test('files are handed out one at a time', (t) => {
	const files = shuffledFiles(paths, { items: Number.POSITIVE_INFINITY, seed: 0 });
	for (let i = 0; i < 100; i++) t.false(files.next().done);
});

test('no files at all is an error', (t) => {
	t.throws(() => [...shuffledFiles([], { items: 1, seed: 0 })], { message: /`paths` is empty/ });
});

test('the source reads its list when it is opened', async (t) => {
	let listings = 0;
	const files = resource('photos', () => {
		listings++;
		return paths;
	});
	const source = imageFiles(files, () => 23);
	t.is(listings, 0);
	await files.open({ seed: 9 });
	const { signal } = new AbortController();
	const items = [...(source.open({ seed: 9, signal }) as Iterable<unknown>)];
	t.deepEqual(items, [...shuffledFiles(paths, { items: 23, seed: 9 })]);
	await files.close();
});
