/**
 * `npm start`: pretrains a small network on the fixture photos, segments the fixture objects zero-shot with it, with
 * the same network untrained and with raw colour, and prints the figures side by side.
 */
import { setUpIfNeeded } from '../src/cli/setup.js';
import { main } from '../src/cli.js';
import { openBackend } from '../src/nn/backend/backend.js';
import { defaultRunFolder } from '../src/run/folder.js';

const folder = defaultRunFolder('first-light');

async function mmc(...args: string[]): Promise<void> {
	console.log(`\n$ mmc ${args.join(' ')}`);
	await main(args);
	if (process.exitCode) {
		process.exit();
	}
}

async function segment(name: string, ...model: string[]): Promise<string> {
	const run = `${folder}/segment-${name}`;
	const settings = ['dataset.kind=coco', 'dataset.root=fixtures/objects', ...model];
	await mmc('run', 'segment', ...settings.flatMap((setting) => ['--set', setting]), '--out', run);
	return run;
}

await setUpIfNeeded();
const { name: backend } = await openBackend();
// WebAssembly would take an hour for all steps; a few show that everything works there too.
const fewer = backend === 'wasm' ? ['--set', 'steps=12', '--set', 'optimiser.warmUpEpochs=1'] : [];
await mmc('run', 'pretrain-tiny', '--out', `${folder}/pretrain`, ...fewer);
const network = ['model.size=micro', 'model.patch=8', 'model.imageSize=64', 'model.tokens=784'];
const runs = [
	await segment('trained', `model.weights=${folder}/pretrain`, 'model.tokens=784'),
	await segment('untrained', 'model.weights=untrained', ...network),
	await segment('colour', 'model.weights=colour', 'model.tokens=784'),
];
await mmc('compare', ...runs);
console.log(`\nPictures to look at: ${folder}/segment-*/overlays`);
