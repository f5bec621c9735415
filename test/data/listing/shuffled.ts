import test from 'ava';
import { imageList } from '../../../src/data/listing/image-list.js';
import { imageFiles, shuffledFiles } from '../../../src/data/listing/shuffled.js';
import { resource } from '../../../src/flow/resource.js';

const images = imageList(Array.from({ length: 23 }, (_, i) => `${i}.jpg`));

function take<T>(count: number, items: Iterable<T>): T[] {
	const taken: T[] = [];
	for (const item of items) {
		if (taken.length === count) break;
		taken.push(item);
	}
	return taken;
}

test('each pass has every file once, in another order', (t) => {
	const files = take(46, shuffledFiles(images, 1));
	const [first, second] = [files.slice(0, 23), files.slice(23)];
	t.true(first.every(({ epoch }) => epoch === 0) && second.every(({ epoch }) => epoch === 1));
	const order = (pass: typeof files) => pass.map(({ path }) => path);
	for (const pass of [first, second])
		t.deepEqual(order(pass).sort(), Array.from(images, ({ path }) => path).sort());
	t.notDeepEqual(order(first), order(second));
	t.notDeepEqual(
		order(first),
		Array.from(images, ({ path }) => path),
	);
});

test('a sequence entered anywhere goes on as the whole one does', (t) => {
	const whole = take(80, shuffledFiles(images, 4));
	for (const start of [0, 1, 22, 23, 24, 59, 60]) {
		t.deepEqual(take(20, shuffledFiles(images, 4, start)), whole.slice(start, start + 20), `from ${start}`);
	}
});

test('the source begins with the item it is told, under its number', async (t) => {
	const files = resource('photos', () => images);
	const { signal } = new AbortController();
	await files.open({ seed: 9, signal, tell: () => {} });
	const source = imageFiles(
		files,
		() => true,
		() => 30,
	);
	const items = take(20, source.open({ seed: 9, signal }) as Iterable<unknown>);
	t.is(source.first?.(), 30);
	t.deepEqual(items, take(50, shuffledFiles(images, 9)).slice(30));
	await files.close();
});

test('the source reads its list when it is opened, and ends when no more is needed', async (t) => {
	let listings = 0;
	let needed = 30;
	const files = resource('photos', () => {
		listings++;
		return images;
	});
	const source = imageFiles(files, () => needed-- > 0);
	t.is(listings, 0);
	const { signal } = new AbortController();
	await files.open({ seed: 9, signal, tell: () => {} });
	const items = [...(source.open({ seed: 9, signal }) as Iterable<unknown>)];
	t.deepEqual(items, take(30, shuffledFiles(images, 9)));
	await files.close();
});

test('no images end in an error, not in a search for the first', (t) => {
	t.throws(() => shuffledFiles([], 1).next(), { instanceOf: RangeError, message: /no images/ });
});
