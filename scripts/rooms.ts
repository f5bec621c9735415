/**
 * The rooms of the program and what each may import. `biome.rooms.json` and the table of `docs/architecture.md` are made
 * from it by `node --import=tsx scripts/draw-architecture.ts`, and `test/repository/rooms.ts` holds them to it.
 */
import path from 'node:path';

/** One folder, without its sub-folders. */
export interface Room {
	readonly folder: string;
	/** A phrase that tells which files belong there. */
	readonly rule: string;
	/** Folders that it may import, with all that is in them. */
	readonly houses: readonly string[];
	/** Folders that it may import, without their sub-folders. */
	readonly rooms: readonly string[];
	/** `true` if its files never import each other. */
	readonly areEquals: boolean;
}

/** A folder with rooms inside. */
interface House {
	readonly folder: string;
	/** Houses further up in this list, whose rooms it may import. */
	readonly uses: readonly string[];
	/** By sub-folder, `.` being the house itself: the rule of each room, which may import those before it. */
	readonly rooms: Readonly<Record<string, string>>;
	/** `true` if its rooms and their files are equals, which never import each other. */
	readonly areEquals?: true;
}

/** From the ground up. */
const houses: readonly House[] = [
	house('src/files', [], 'reading and writing files, of any content, and how text is shown'),
	house('src/math', [], 'typed arrays in, typed arrays out; random numbers'),
	house('src/options', [], 'nested options: read, merged, checked, described, compared; recipes and presets'),
	house('src/threads', [], 'a pool of threads, and how TypeScript gets into them'),
	house(
		'src/flow',
		['math'],
		'the engine: stages, flows, runs, custody of tensors, counters; knows neither images nor TensorFlow',
	),
	house('src/data', ['files', 'math', 'threads', 'flow'], {
		'.': 'the items that flow: photos, views, annotations, and their geometry',
		masks: 'sets of pixels: run lengths and polygons',
		resampling: 'images of other sizes',
		corruption: 'the parts of a view that the student is not shown',
		decoding: 'from bytes to pixels; duplicates among photos',
		listing:
			'from what is given to a list of photos: folders, globs, lists, tar shards; their shuffled order',
		views: 'augmentation, and its threads',
		datasets: 'annotated data sets: COCO, VOC, ADE20K, DAVIS, plain folders',
	}),
	house('src/nn', ['files', 'math', 'data'], {
		tf: 'the only door to TensorFlow.js',
		wasm: 'kernels of the wasm backend',
		tensorflow: 'kernels of our own inside TensorFlow',
		backend: 'the choice of the backend, and where TensorFlow is installed',
		'.': 'weights by name, and ranges of a batch',
		graph: 'a recorded function, as `tf.function`',
		precision: 'how numbers are held while computing',
		autograd: 'gradients that TensorFlow.js does not give',
		layers: 'layers of any network',
		vit: 'the vision transformer',
		heads: 'heads on the transformer, and both together as networks',
		files: 'weights on disk: safetensors, PyTorch’s files, their names and checksums',
		optimiser: 'from gradients to new weights: AdamW, momentum, schedules',
		losses: 'from outputs to a loss; the objective',
		step: 'the state of a training, and the items of a step',
		'micro-batch': 'a step in parts',
	}),
	house(
		'src/run',
		['files', 'options', 'flow', 'nn'],
		'a run’s folder: its files, lock, status, checkpoints',
	),
	house('src/setup', ['files', 'nn', 'run'], {
		doctor: 'checks of the machine, of the backend and of the files that set-up leaves',
		'.': 'getting TensorFlow',
	}),
	house(
		'src/training',
		['files', 'data', 'run'],
		'files that a resumed training needs: its photos, its best state',
	),
	house('src/eval', ['files', 'math', 'options', 'threads', 'flow', 'data', 'nn'], {
		'.': 'the items of evaluations',
		map: 'from similarities to a cut and its measures, in pixels',
		features: 'from a photo to features and their similarities',
		statistics: 'from figures of photos to a mean with its interval, and to files',
		pairs: 'similarities within objects and between them',
		segment: 'zero-shot segmentation',
		track: 'objects of videos, by propagated labels',
		retrieve: 'semantic segmentation, by retrieved patches',
		classify: 'whole photos, by neighbours and a linear probe',
		discover: 'objects without a prompt',
		compare: 'differences between runs',
	}),
	house('src/tensorboard', ['flow', 'nn', 'run'], 'TensorBoard’s event files, written and read'),
	house(
		'src/health',
		['files', 'math', 'data', 'nn', 'run', 'eval'],
		'whether a training learns: measures of features, verdicts',
	),
	house(
		'src/online',
		['math', 'data', 'nn', 'eval', 'health'],
		'evaluations of a training on its way, and the items of a watched step',
	),
	house('src/draw', ['math', 'data'], 'shapes, text and colours on images; PNG'),
	house(
		'src/pictures',
		['math', 'data', 'nn', 'eval', 'draw'],
		'pictures of what a training sees and an evaluation finds',
	),
	house('src/profile', ['nn'], 'the time of operations and stages'),
	house('src/report', ['files', 'options', 'flow', 'run', 'eval', 'tensorboard'], 'a run as one HTML page'),
	{
		folder: 'stages',
		uses: [
			'math',
			'flow',
			'data',
			'nn',
			'run',
			'training',
			'eval',
			'tensorboard',
			'health',
			'online',
			'draw',
			'pictures',
		],
		rooms: {
			input: 'from files to views',
			train: 'one step of a training',
			watch: 'observers of a training',
			segment: 'of `segment`, `similarity` and `map`',
			track: 'of `track`',
			retrieve: 'of `retrieve`',
			classify: 'of `classify`',
			discover: 'of `discover`',
			sheets: 'of `inspect-views`',
		},
		areEquals: true,
	},
	house(
		'pipelines',
		[
			...[
				'math',
				'options',
				'flow',
				'data',
				'nn',
				'run',
				'training',
				'eval',
				'tensorboard',
				'health',
				'online',
			],
			...['draw', 'pictures', 'stages'],
		],
		{
			recipes: 'published methods as settings of `pretrain`, each constant with its source',
			presets: 'settings of `pretrain` for small machines',
			online: 'the evaluations of `pretrain` on its way',
			pretrain: 'parts of `pretrain`',
			segment: 'parts of `segment`',
			'.': 'one named pipeline a file; the file’s name is the pipeline’s',
		},
	),
	house(
		'src/launch',
		['files', 'options', 'flow', 'nn', 'run', 'report'],
		'how a pipeline is run: begun, resumed, forked, reported',
	),
	house(
		'src/cli',
		['files', 'options', 'flow', 'nn', 'run', 'setup', 'eval', 'health', 'profile', 'report', 'launch'],
		{
			find: 'pipelines by name, the user’s own too',
			views: 'text for terminals: a run that moves, tables',
			'.': 'the commands',
		},
	),
	house(
		'src/entries',
		[
			...[
				'math',
				'options',
				'data',
				'nn',
				'run',
				'training',
				'eval',
				'tensorboard',
				'health',
				'online',
				'draw',
			],
			...['pictures', 'stages', 'pipelines'],
		],
		'the public API, an entry by what one does: data, train, evaluate, pipelines',
	),
	house(
		'src',
		['files', 'math', 'options', 'flow', 'run', 'eval', 'pipelines', 'launch', 'cli', 'entries'],
		'the entry `masked-momentum`, which is the engine, and the command `mmc`',
	),
];

function house(folder: string, uses: readonly string[], rooms: string | House['rooms']): House {
	return { folder, uses, rooms: typeof rooms === 'string' ? { '.': rooms } : rooms };
}

/** Every room, from the ground up. */
export const rooms: readonly Room[] = houses.flatMap(({ folder, uses, rooms: inside, areEquals = false }) => {
	const folders = Object.keys(inside).map((name) => path.posix.join(folder, name));
	return Object.values(inside).map((rule, i) => ({
		folder: folders[i]!,
		rule,
		houses: uses.map(folderOf),
		rooms: areEquals ? [] : folders.slice(0, i),
		areEquals,
	}));
});

/** The folder of a house that is named as in `uses`. */
function folderOf(name: string): string {
	return name === 'stages' || name === 'pipelines' ? name : `src/${name}`;
}

/** The content of `biome.rooms.json`: for each room a rule that refuses all imports but the allowed ones. */
export function lintRules(): string {
	const $schema = './node_modules/@biomejs/biome/configuration_schema.json';
	const overrides = rooms.map((room) => JSON.stringify(overrideOf(room)));
	return `{"$schema":"${$schema}","overrides":[\n${overrides.join(',\n')}\n]}\n`;
}

function overrideOf({ folder, houses, rooms, areEquals }: Room) {
	const from = (other: string) => {
		const relative = path.posix.relative(folder, other);
		return relative.startsWith('.') ? relative : `./${relative}`;
	};
	const others = areEquals ? ['../**', './**'] : ['../**', './*/**'];
	const allowed = [
		...houses.map((other) => `!${from(other)}/**`),
		...rooms.map((other) => `!${from(other)}/*`),
	];
	const message = `\`${folder}\` may not import this. \`scripts/rooms.ts\` says which folders it may import.`;
	const options = { patterns: [{ group: [...others, ...allowed], message }] };
	const rules = { style: { noRestrictedImports: { level: 'error', options } } };
	return { includes: [`${folder}/*`], linter: { rules } };
}

/** The table of `docs/architecture.md`: what each house is for and uses, and the rooms inside. */
export function layoutTable(): string {
	const rows = houses.flatMap(({ folder, uses, rooms: inside }) =>
		Object.entries(inside).map(([name, rule], i) => [
			`\`${path.posix.join(folder, name)}/\``,
			rule,
			i === 0 ? uses.map((used) => `\`${used}\``).join(', ') : '',
		]),
	);
	const head = ['| folder | what belongs there | it uses |', '| --- | --- | --- |'];
	return [...head, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}
