import test from 'ava';
import { pretrainOptions } from '../../../pipelines/pretrain/options.js';
import pretrain from '../../../pipelines/pretrain.js';
import { type RecipeName, recipes } from '../../../pipelines/recipes/index.js';
import { describeOptions } from '../../../src/options/describe.js';
import { gatherOptions, type Recipe } from '../../../src/options/recipe.js';

const data = { files: 'x.jpg' };
const parse = (given: object) => pretrainOptions.parse(gatherOptions(pretrain, { data, ...given }));

/** Columns of what the papers and READMEs say, typed anew: `–` where the method has no such thing. */
const published = `
                                        mmc        sit        mc-ssl        ibot          dino          moco-v3
model.size                              small      small      small         small         small         small-12-heads
model.patch                             16         16         16            16            16            16
model.positions                         learned    learned    learned       learned       learned       fixed
model.patchProjection                   learned    learned    learned       learned       learned       frozen
views.size                              224        224        224           224           224           224
views.scale                             [0.2,1]    [0.2,1]    [0.25,1]      [0.25,1]      [0.4,1]       [0.08,1]
views.interpolation                     bicubic    bicubic    bicubic       bicubic       bicubic       bilinear
views.flip                              0.5        0.5        0.5           0.5           0.5           0.5
views.flipLast                          false      false      false         false         false         true
views.jitter                            0.8        0.8        0.8           0.8           0.8           0.8
views.colour.brightness                 0.4        0.4        0.4           0.4           0.4           0.4
views.colour.contrast                   0.4        0.4        0.4           0.4           0.4           0.4
views.colour.saturation                 0.2        0.2        0.2           0.2           0.2           0.2
views.colour.hue                        0.1        0.1        0.1           0.1           0.1           0.1
views.grayscale                         0.2        0.2        0.2           0.2           0.2           0.2
views.blur                              [1,0.1]    [1,0.1]    [1,0.1]       [1,0.1]       [1,0.1]       [1,0.1]
views.sigma                             [0.1,2]    [0.1,2]    [0.1,2]       [0.1,2]       [0.1,2]       [0.1,2]
views.solarise                          [0,0.2]    [0,0.2]    [0,0.2]       [0,0.2]       [0,0.2]       [0,0.2]
views.local.count                       0          0          10            10            8             0
views.local.size                        –          –          96            96            96            –
views.local.scale                       –          –          [0.05,0.25]   [0.05,0.25]   [0.05,0.4]    –
views.local.blur                        –          –          0.5           0.5           0.5           –
corruption.kind                         pixels     pixels     pixels        tokens        none          none
corruption.drop                         0.5        0.5        0.5           –             –             –
corruption.fill                         zeros      zeros      zeros         –             –             –
corruption.replace                      0.3        0.3        0.3           –             –             –
corruption.foreign                      0.5        0.5        0.5           –             –             –
corruption.align                        1          1          1             –             –             –
corruption.tokens                       –          –          –       [[0,0],[0.1,0.5]]   –             –
reconstruction.weight                   1          1          1             0             0             0
reconstruction.error                    absolute   absolute   squared       –             –             –
reconstruction.layers                   3          3          2             –             –             –
distillation.weight                     1          0          1             1             0             0
distillation.tokens                     all        –          all           masked        –             –
distillation.prototypes                 8192       –          8192          8192          65536         –
distillation.prototypeLength            unit       –          unit          learned       learned       –
distillation.frozenEpochs               0          –          1             1             1             –
distillation.hidden                     2048       –          2048          2048          2048          –
distillation.bottleneck                 256        –          256           256           256           –
distillation.studentTemperature         0.1        –          0.1           0.1           0.1           –
distillation.teacherTemperature         0.07       –          0.07          0.07          0.07          –
distillation.teacherTemperatureStart    0.04       –          0.04          0.04          0.04          –
distillation.teacherTemperatureEpochs   30         –          30            30            30            –
distillation.centreMomentum             0.9        –          0.9           0.9           0.9           –
classDistillation.weight                0          0          1             1             1             0
classDistillation.ownClassPrototypes    –          –          true          false         –             –
contrast.weight                         1          1          0             0             0             1
contrast.temperature                    0.2        0.2        –             –             –             0.2
contrast.hidden                         4096       4096       –             –             –             4096
contrast.out                            256        256        –             –             –             256
contrast.activation                     gelu       gelu       –             –             –             relu
contrast.predictor                      false      false      –             –             –             true
optimiser.learningRate                  0.0005     0.0005     0.0005        0.0005        0.0005        0.00015
optimiser.minLearningRate               0.000001   0.000001   0.000001      0.000001      0.000001      0
optimiser.warmUpEpochs                  10         10         10            10            10            40
optimiser.weightDecay                   0.04       0.04       0.04          0.04          0.04          0.1
optimiser.weightDecayEnd                0.4        0.1        0.4           0.4           0.4           0.1
optimiser.decay                         matrices   matrices   matrices      matrices      matrices      all
optimiser.clip                          3          3          3             3             3             0
optimiser.dropPath                      0.1        0.1        0.1           0.1           0.1           0
optimiser.momentum                      0.996      0.996      0.996         0.996         0.996         0.99
optimiser.teacherMoves                  after-step after-step after-step    after-step    after-step    before-keys
batchSize                               256        256        512           1024          1024          1024
epochs                                  100        800        800           800           300           300
`;

const rows = published.trim().split('\n');
const names = rows[0]!.trim().split(/\s+/);

test('the table is that of all recipes', (t) => {
	t.deepEqual(names, Object.keys(recipes));
});

for (const [column, name] of names.entries()) {
	const constants = rows.slice(1).map((row) => {
		const [path, ...values] = row.split(/\s+/);
		return [path!, values[column]!] as const;
	});

	test(`${name}: every constant is the published one`, (t) => {
		const shown = describeOptions(pretrainOptions, gatherOptions(pretrain, { recipe: name }));
		const values = new Map(shown.map((row) => [row.path, row.default]));
		for (const [path, expected] of constants) if (expected !== '–') t.is(values.get(path), expected, path);
	});

	test(`${name}: each constant it uses, and no other, names its place in public code`, (t) => {
		const { settings, code } = recipes[name as RecipeName] as Recipe;
		const used = constants.filter(([, value]) => value !== '–').map(([path]) => path);
		// What positions are made of, and how weights are drawn, is beside the table: neither has a number.
		const beside = ['model.positionResize', 'model.initialisation'];
		t.deepEqual(
			Object.keys(settings)
				.filter((path) => !beside.includes(path))
				.sort(),
			used.sort(),
		);
		const places = Object.keys(code).map((repository) => `${repository} \\S+\\.(py|md):\\d+`);
		const known = new RegExp(`^(${[...places, 'assumed'].join('|')})`);
		for (const [path, [, source]] of Object.entries(settings)) t.regex(source, known, path);
	});

	test(`${name}: its settings are valid`, (t) => {
		t.is(parse({ recipe: name }).recipe, name as RecipeName);
	});
}

test('without a recipe the options are those of MMC', (t) => {
	t.deepEqual(pretrainOptions.parse({ data }), parse({ recipe: 'mmc' }));
});

test('only MMC has anything assumed', (t) => {
	for (const [name, { settings }] of Object.entries(recipes)) {
		const assumed = Object.values(settings).some(([, source]) => source.startsWith('assumed'));
		t.is(assumed, name === 'mmc', name);
	}
});
