import test from 'ava';
import { modelOptions, openEmbedder } from '../../src/eval/embedding.js';
import { from } from '../../src/flow/flow.js';
import { resource } from '../../src/flow/resource.js';
import { embed } from '../../stages/embed.js';
import { useBackend } from '../_backend.js';
import { stageContract } from '../_stage-contract.js';
import { patternImage } from '../data/_images.js';

test.before(useBackend);

const photos = [patternImage(20, 12), patternImage(12, 20)].map((image, position) => {
	const name = `${position}.png`;
	return { path: name, name, epoch: 0, position, image, objects: [] };
});

for (const weights of ['untrained', 'colour', 'disc']) {
	test.serial(`meets the contract of stages: ${weights}`, async (t) => {
		const network = { size: 'micro', patch: 8, imageSize: 32, tokens: 16 };
		const embedder = resource(
			'embedder',
			() => openEmbedder(modelOptions.parse({ weights, ...network })),
			(value) => value[Symbol.dispose](),
		);
		await stageContract(t, { stage: embed(embedder), input: from(() => photos).using(embedder) });
	});
}
