import test from 'ava';
import { from } from '../../src/flow/flow.js';
import { borrowed, type Resource, resource } from '../../src/flow/resource.js';
import { type Sink, toArray } from '../../src/flow/sink.js';
import { map } from '../../src/flow/stage.js';

const numbers = [0, 1, 2];

test('is made for each run, closed after it, and not there outside', async (t) => {
	const events: string[] = [];
	const counter = resource(
		'counter',
		() => {
			events.push('made');
			return { count: 0 };
		},
		({ count }) => void events.push(`closed at ${count}`),
	);
	const count = map('count', (_: number) => ++counter.value.count, { uses: [counter] });
	const runnable = from(() => numbers)
		.via(count)
		.into(toArray());
	t.deepEqual(events, []);
	t.deepEqual(await runnable.run(), [1, 2, 3]);
	t.deepEqual(await runnable.run(), [1, 2, 3]);
	t.deepEqual(events, ['made', 'closed at 3', 'made', 'closed at 3']);
	t.throws(() => counter.value, { message: /`counter` is not open: name it in `uses`/ });
	const results = await Promise.allSettled([runnable.run(), runnable.run()]);
	t.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

/** Resources that write down when they are opened and closed. */
function logged(log: string[]) {
	return (name: string, ...needs: Resource<string>[]) =>
		resource(
			name,
			{ needs },
			() => {
				log.push(`open ${[name, ...needs.map(({ value }) => value)].join(' ')}`);
				return name;
			},
			() => void log.push(`close ${[name, ...needs.map(({ value }) => value)].join(' ')}`),
		);
}

test('each is opened once, behind what it needs, and closed before that', async (t) => {
	const log: string[] = [];
	const make = logged(log);
	const listing = make('listing');
	const photos = make('photos', listing);
	const training = make('training', photos, listing);
	const events = make('events', training);
	const source = {
		name: 'numbers',
		types: 'number',
		uses: [photos],
		open: () => [photos.value.length],
	};
	const sink: Sink<string, string> = {
		name: 'last',
		types: 'string → string',
		uses: [listing, events],
		open() {
			let last = '';
			return {
				write(item) {
					last = `${item} ${events.value}`;
				},
				result: () => last,
			};
		},
	};
	const name = map('name', (length: number) => `${length} ${training.value}`, { uses: [training] });
	const same = map('same', (text: string) => text, { uses: [training, photos] });
	const runnable = from(source)
		.lockstep((flow) => flow.via(name).via(same))
		.into(sink);
	t.is(await runnable.run(), '6 training events');
	const opened = ['listing', 'photos listing', 'training photos listing', 'events training'];
	t.deepEqual(log, [
		...opened.map((text) => `open ${text}`),
		...opened.reverse().map((text) => `close ${text}`),
	]);
});

test('one that is needed but not named is refused with the remedy', async (t) => {
	const listing = resource('listing', () => 'photos');
	const careless = resource('training', () => listing.value);
	const use = map('use', () => careless.value, { uses: [careless] });
	await t.throwsAsync(
		from(() => numbers)
			.via(use)
			.into(toArray())
			.run(),
		{ message: /`listing` is not open: .* in `needs` of the resource/ },
	);
});

test('a run within a run borrows, and leaves open', async (t) => {
	let closed = 0;
	const counter = resource(
		'counter',
		() => ({ count: 0 }),
		() => void closed++,
	);
	const inner = (used: Resource<{ count: number }>) =>
		from(() => numbers)
			.via(map('count', () => ++used.value.count, { uses: [used] }))
			.into(toArray());
	const outer = (used: Resource<{ count: number }>) =>
		from(() => [0])
			.via(map('nest', () => inner(used).run(), { uses: [counter] }))
			.via(map('check', (counts: number[]) => [counts, closed], { uses: [] }))
			.into(toArray())
			.run();
	t.deepEqual(await outer(borrowed(counter)), [[[1, 2, 3], 0]]);
	t.is(closed, 1);
	await t.throwsAsync(outer(counter), { message: /`counter` is in use by another run.*`borrowed`/ });
});
