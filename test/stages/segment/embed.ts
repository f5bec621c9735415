import test from 'ava';
import { leadingDirections, projectOut } from '../../../src/eval/features/debias.js';
import { type Embedder, modelOptions, openEmbedder } from '../../../src/eval/features/embedding.js';
import { encoderOptions, openEncoder } from '../../../src/eval/features/encoder.js';
import { cosineMap, unitFeatures } from '../../../src/eval/features/similarity.js';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { embed } from '../../../stages/segment/embed.js';
import { patternImage } from '../../data/_images.js';
import { near } from '../../math/_near.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';

test.before(useBackend);

const photos = [patternImage(20, 12), patternImage(12, 20)].map((image, position) => {
	const name = `${position}.png`;
	return { path: name, name, epoch: 0, position, image, objects: [] };
});

const network = { size: 'micro', patch: 8, imageSize: 32, tokens: 16 };

for (const weights of ['untrained', 'colour', 'position', 'disc']) {
	test.serial(`meets the contract of stages: ${weights}`, async (t) => {
		const embedder = resource(
			'embedder',
			() => openEmbedder(modelOptions.parse({ weights, ...network })),
			(value) => value[Symbol.asyncDispose](),
		);
		await stageContract(t, { stage: embed(embedder), input: from(() => photos) });
	});
}

test.serial('what the patches of a blank photo have in common is taken out of every photo', async (t) => {
	const [biased, clean] = (await Promise.all(
		[0, 2].map((debias) => openEmbedder(modelOptions.parse({ weights: 'untrained', debias, ...network }))),
	)) as [Embedder, Embedder];
	const encoder = await openEncoder(
		encoderOptions.parse({ weights: 'untrained', size: 'micro', patch: 8, imageSize: 32 }),
	);
	const grid = { rows: 4, columns: 4 };
	const blank = unitFeatures(encoder.encode({ grid, pixels: new Float32Array(32 * 32 * 3) }).patches, grid);
	const [before, after] = await Promise.all(
		[biased, clean].map(async (embedder) => (await embedder.embed(photos[0]!.image)).values),
	);
	t.notDeepEqual(after, before);
	const { values } = projectOut(await biased.embed(photos[0]!.image), leadingDirections(blank, 2));
	near(t, after!, values);
	encoder[Symbol.dispose]();
	t.is(biased.description.debias, undefined);
	t.is(clean.description.debias, 2);
	for (const embedder of [biased, clean]) await embedder[Symbol.asyncDispose]();
});

test('by position alone, patches are the less alike the farther apart they are, whatever the photo', async (t) => {
	const embedder = await openEmbedder(modelOptions.parse({ weights: 'position', tokens: 64 }));
	const features = await embedder.embed(photos[0]!.image);
	t.deepEqual(await embedder.embed(photos[1]!.image), features);
	const { values } = cosineMap(features, [0]);
	t.true(values[0]! > values[1]! && values[1]! > values[2]! && values[8]! > values[16]!);
	t.true(Math.abs(values[1]! - values[8]!) < 1e-6, 'right and down are equally far');
});

test.serial(
	'a network in a thread of its own computes the same, meets the contract, and says what it lacks',
	async (t) => {
		const options = modelOptions.parse({ weights: 'untrained', debias: 1, ...network });
		const [here, there] = [await openEmbedder(options), await openEmbedder(options, { threaded: true })];
		t.deepEqual(there.description, here.description);
		const all = (embedder: Embedder) => Promise.all(photos.map(({ image }) => embedder.embed(image)));
		t.deepEqual(await all(there), await all(here));

		const embedder = resource('embedder', () => there);
		await stageContract(t, { stage: embed(embedder), input: from(() => photos) });
		for (const opened of [here, there]) await opened[Symbol.asyncDispose]();
		await t.throwsAsync(openEmbedder({ ...options, weights: '/no/weights' }, { threaded: true }), {
			message: /\/no\/weights/,
		});
	},
);

test('nearness takes its share of every cosine', async (t) => {
	const settings = [
		{ weights: 'colour' },
		{ weights: 'position' },
		{ weights: 'colour', proximity: 0.7 },
		{ weights: 'colour', proximity: 1 },
	];
	const maps = await Promise.all(
		settings.map(async (setting) => {
			const embedder = await openEmbedder(modelOptions.parse({ ...setting, tokens: 16 }));
			t.is(embedder.description.proximity, setting.proximity);
			return cosineMap(await embedder.embed(photos[0]!.image), [5]).values;
		}),
	);
	const [colour, position, mixed, alone] = maps as [Float64Array, Float64Array, Float64Array, Float64Array];
	near(
		t,
		mixed,
		mixed.map((_, j) => 0.7 * position[j]! + 0.3 * colour[j]!),
	);
	near(t, alone, position);
	t.notDeepEqual(colour, position);
});

test('what sees nothing of a photo has no features to be changed', async (t) => {
	for (const weights of ['position', 'disc']) {
		for (const option of ['debias', 'proximity']) {
			await t.throwsAsync(openEmbedder(modelOptions.parse({ weights, [option]: 1 })), {
				instanceOf: RangeError,
				message: new RegExp(`^\`model\\.${option}\` .* \`${weights}\` sees nothing of it: leave it out$`),
			});
		}
	}
});
