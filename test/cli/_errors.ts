/** What a user gets wrong: told clearly, with the remedy, on stderr, with an exit code, and nothing is left behind. */
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { packageRoot } from '../../src/run/package.js';
import { folderWith } from '../data/_folder.js';
import type { callMmc } from '../support/call-mmc.js';

const fixtures = path.join(packageRoot, 'fixtures');
const photos = readdirSync(path.join(fixtures, 'photos')).sort();

const set = (...settings: string[]) => settings.flatMap((setting) => ['--set', setting]);
const pretrain = ['run', 'pretrain-tiny', '--out', 'run'];
const segment = ['run', 'segment', '--out', 'run'];
const drawn = set('dataset.kind=coco', `dataset.root=${path.join(fixtures, 'drawn')}`);
const colour = set('model.weights=colour');

const white = { create: { width: 8, height: 8, channels: 3, background: '#fff' } } as const;
const eightPixels = await sharp(white).png().toBuffer();
const sevenPixels = await sharp(white).resize(7, 8).toColourspace('b-w').png().toBuffer();

/** By title: the arguments, what stderr has to say, and the files that are there before. */
type Case = readonly [
	args: readonly string[],
	says: readonly (string | RegExp)[],
	files?: Readonly<Record<string, string | Uint8Array>>,
];

const cases: Readonly<Record<string, Case>> = {
	'unknown option': [
		[...pretrain, ...set('model.pach=8')],
		[
			'Unknown option `model.pach`: did you mean `model.patch`?',
			'`mmc show pretrain-tiny` lists all options',
		],
	],
	'option out of range': [
		[...pretrain, ...set('batchSize=0')],
		[/Option `batchSize`: expected integer, 2 … 1048576, got `0`/],
	],
	'batch larger than any memory': [
		[...pretrain, ...set('batchSize=1e12')],
		[/Option `batchSize`: expected integer, .*1048576, got `1000000000000`/],
	],
	'an option that every object inherits': [
		[...pretrain, ...set('toString.x=1')],
		['Unknown option `toString`'],
	],
	'a number that is too great': [[...pretrain, ...set('steps=1e309')], ['`steps`: a number is too great']],
	'a seed that is rounded': [
		[...pretrain, '--seed', '9007199254740993'],
		['It is a whole number from 0 to 9007199254740991'],
	],
	'an empty folder name': [
		['run', 'pretrain-tiny', '--out', ''],
		["option '--out <folder>' argument '' is invalid", 'It is empty: give a path'],
	],
	'required option': [
		['run', 'pretrain'],
		['Option `data.files` is required', '`--set data.files=…`'],
	],
	'setting without a value': [
		[...pretrain, ...set('steps')],
		['Setting `steps` must have the form `path=value`'],
	],
	'a flag that is an option': [
		[...pretrain, '--steps', '3'],
		["unknown option '--steps'", '`--set path=value`'],
	],
	'unknown pipeline': [
		['run', 'pretrian'],
		['Unknown pipeline `pretrian`: did you mean `pretrain`?', '`mmc list` shows all'],
	],
	'unknown command': [
		['rum', 'pretrain'],
		["unknown command 'rum'", 'Did you mean run?'],
	],
	'bad seed': [
		[...pretrain, '--seed', '1.5'],
		["argument '1.5' is invalid", 'a whole number from 0 to 9007199254740991'],
	],
	'no options file': [[...pretrain, '--options', 'my.json'], ["Options file `my.json` can't be read"]],
	'broken options file': [
		[...pretrain, '--options', 'my.json'],
		["Options file `my.json` isn't valid JSON"],
		{ 'my.json': '{ "steps": 3,' },
	],
	'options file without an object': [
		[...pretrain, '--options', 'my.json'],
		['Options file `my.json` must hold one JSON object, `{…}`'],
		{ 'my.json': '[3]' },
	],
	'fewer photos than a batch': [
		['run', 'pretrain', '--out', 'run', ...set('preset=laptop', 'data.files=few')],
		[
			'Found 1 photo in few: 1 to train on, 1 of them probed too. That is less than a batch of 32',
			'check that `data.files` matches all your photos, add more',
		],
		{ 'few/a.png': eightPixels },
	],
	'missing folder of photos': [
		[...pretrain, ...set('data.files=photos')],
		['`photos` does not exist', 'Give a folder with images'],
	],
	'empty folder of photos': [
		[...pretrain, ...set('data.files=photos')],
		['`photos` matches no image', 'Give a folder with images'],
		{ 'photos/notes.txt': '' },
	],
	'glob that matches nothing': [
		[...pretrain, ...set('data.files=photos/**/*.jpg')],
		['`photos/**/*.jpg` matches no image', 'Give a folder with images'],
		{ 'photos/a.png': eightPixels },
	],
	'missing data set': [
		[...segment, ...colour, ...set('dataset.kind=coco', 'dataset.root=coco')],
		['There is no folder `coco`: set `dataset.root` to where the data set lies'],
	],
	'missing weights': [
		[...segment, ...drawn, ...set('model.weights=teacher.safetensors')],
		["`teacher.safetensors` doesn't exist: give a run's folder or a file"],
	],
	'damaged weights': [
		[...segment, ...drawn, ...set('model.weights=teacher.safetensors')],
		['`teacher.safetensors` is not a safetensors file, or is truncated', 'fetch it again'],
		{ 'teacher.safetensors': 'not at all' },
	],
	'damaged photo in an evaluation': [
		[...segment, ...colour, ...set('dataset.kind=folder', 'dataset.root=data')],
		[
			'Stage `decode` failed on item 0 (data/images/a.png): `data/images/a.png` cannot be decoded',
			'Get it again',
		],
		{ 'data/images/a.png': eightPixels.subarray(0, 60), 'data/masks/a.png': eightPixels },
	],
	'mask of another size': [
		[...segment, ...colour, ...set('dataset.kind=folder', 'dataset.root=data')],
		[
			'Stage `annotate` failed on item 0 (data/images/a.png)',
			"`data/masks/a.png` are of 7 × 8 pixels, but `data/images/a.png` of 8 × 8: draw them at the photo's own size",
		],
		{ 'data/images/a.png': eightPixels, 'data/masks/a.png': sevenPixels },
	],
	'point outside of the photo': [
		['run', 'map', '--out', 'run', ...set('image=a.png', 'point=[8,2]', 'model.weights=colour')],
		['The point `[8,2]` lies outside the photo, which is 8 × 8 pixels: give x from 0 to 7'],
		{ 'a.png': eightPixels },
	],
	'run folder that is in use': [
		pretrain,
		["Run folder `run` isn't empty: give another with `--out`, or remove it first"],
		{ 'run/options.json': '{}' },
	],
	'file in the place of the run folder': [
		pretrain,
		["Can't write to `run`: a part of this path is a file: choose another folder with `--out`"],
		{ run: '' },
	],
	'run folder below a file': [
		[...pretrain, '--out', 'notes.txt/run'],
		["Can't write to `notes.txt/run`: a part of this path is a file: choose another folder"],
		{ 'notes.txt': '' },
	],
	...(process.platform === 'linux' && {
		'run folder where nothing can be made': [
			[...segment, ...colour, ...drawn, '--out', '/proc/masked-momentum/run'],
			["Can't write to `/proc/masked-momentum/run", 'choose another folder with `--out`'],
		],
	}),
};

/** The names of all files and folders below a folder. */
function contentOf(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

const tiny = set(
	'data.files=photos',
	'model.size=micro',
	'views.size=16',
	'batchSize=2',
	'optimiser.warmUpEpochs=0',
	'distillation={"prototypes":16,"hidden":8,"bottleneck":8}',
	'contrast={"hidden":8,"out":8}',
);

function photoFolder(t: Parameters<typeof folderWith>[0], good: number, damaged: number): string {
	const folder = folderWith(t, { 'photos/.keep': '' });
	const at = (name: string) => path.join(folder, 'photos', name);
	for (const name of photos.slice(0, good)) cpSync(path.join(fixtures, 'photos', name), at(name));
	for (let i = 0; i < damaged; i++)
		cpSync(path.join(fixtures, 'broken/truncated.jpg'), at(`damaged-${i}.jpg`));
	return folder;
}

const quarantine = (folder: string): Record<string, string>[] =>
	readFileSync(path.join(folder, 'run/quarantine.jsonl'), 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));

/** @param mmc what runs a command */
export function testErrors(mmc: typeof callMmc): void {
	for (const [title, [args, says, files = {}]] of Object.entries(cases)) {
		test(title, async (t) => {
			const folder = folderWith(t, { ...files });
			const before = contentOf(folder);
			const { code, stdout, stderr } = await mmc(args, { cwd: folder });
			t.is(code, 1, stderr);
			for (const said of says)
				t.true(typeof said === 'string' ? stderr.includes(said) : said.test(stderr), stderr);
			t.notRegex(stderr, /\n\s+at .*:\d+|node:internal|Error:/, 'no stack trace');
			t.is(stdout, '');
			t.deepEqual(contentOf(folder), before, 'nothing half-written');
		});
	}

	test('a damaged photo in training is left out, listed, counted and told', async (t) => {
		const folder = photoFolder(t, 23, 1);
		const args = [...pretrain, ...tiny, ...set('steps=24')];
		const { code, stderr } = await mmc(args, { cwd: folder });
		t.is(code, 0, stderr);
		const listed = quarantine(folder);
		t.like(listed[0], { stage: 'decode', path: 'photos/damaged-0.jpg' });
		t.regex(listed[0]!.message!, /`photos\/damaged-0\.jpg` cannot be decoded: it is damaged or cut short/);
		t.regex(stderr, /Left out: Stage `decode` failed on item \d+ \(photos\/damaged-0\.jpg\)/);
		const stages = JSON.parse(readFileSync(path.join(folder, 'run/stages.json'), 'utf8'));
		t.is(stderr.split('Left out').length, 2, 'told once');
		t.true(listed.length > 1);
		t.is(stages.find(({ name }: { name: string }) => name === 'decode').skipped, listed.length);
	});

	test('too many damaged photos end a training, with the list of them', async (t) => {
		const folder = photoFolder(t, 2, 4);
		const { code, stderr } = await mmc([...pretrain, ...tiny, ...set('steps=3')], { cwd: folder });
		t.is(code, 1, stderr);
		t.regex(stderr, /`decode` put \d+ of \d+ items \(\d+\.\d%\) into quarantine, over the limit of 10%/);
		t.regex(stderr, /All are listed in run\/quarantine\.jsonl/);
		t.true(quarantine(folder).length >= 2);
		t.false(readdirSync(path.join(folder, 'run')).includes('student.safetensors'));
	});

	test('nothing but damaged photos ends a training too', async (t) => {
		const folder = photoFolder(t, 0, 2);
		const { code, stderr } = await mmc([...pretrain, ...tiny, ...set('steps=3')], { cwd: folder });
		t.is(code, 1, stderr);
		t.regex(stderr, /`decode` put \d+ of 100 items \(.*\) into quarantine/);
	});
}
