import test from 'ava';
import {
	changedOptions,
	chosenRecipe,
	gatherOptions,
	type Presets,
	type Recipes,
	recipeOptions,
} from '../../src/options/recipe.js';

const recipes: Recipes = {
	plain: { summary: 'Plain', code: {}, settings: { 'views.size': [96, 'a.py:1'], epochs: [10, 'a.py:2'] } },
	large: {
		summary: 'Large',
		code: {},
		settings: { 'views.size': [224, 'b.py:1'], 'views.scale': [[0.2, 1], 'b.py:2'] },
	},
};

const presets: Presets = {
	small: { summary: 'Small', settings: { 'views.size': 48, steps: 7 } },
	large: { summary: 'Large', settings: { recipe: 'large', 'views.size': 96 } },
};
const alternatives = [['epochs', 'steps']];

test('a recipe’s paths become nested values', (t) => {
	t.deepEqual(recipeOptions(recipes.large!), { views: { size: 224, scale: [0.2, 1] } });
});

test('the first recipe holds where none is chosen', (t) => {
	t.deepEqual(gatherOptions({ recipes }, {}), { views: { size: 96 }, epochs: 10 });
});

test('what is given wins over the preset, and that over the recipe', (t) => {
	const preset = { views: { size: 64 }, epochs: 1 };
	t.deepEqual(gatherOptions({ recipes, preset }, { recipe: 'large', epochs: 2 }), {
		recipe: 'large',
		views: { size: 64, scale: [0.2, 1] },
		epochs: 2,
	});
});

test('a preset may choose the recipe', (t) => {
	t.is(chosenRecipe({ recipes, preset: { recipe: 'large' } }, {}), recipes.large);
	t.is(chosenRecipe({ recipes, preset: { recipe: 'large' } }, { recipe: 'plain' }), recipes.plain);
});

test('an unknown recipe, or none at all, adds nothing: the schema has the last word', (t) => {
	for (const recipe of ['toString', 'other', 7]) {
		t.deepEqual(gatherOptions({ recipes }, { recipe }), { recipe });
	}

	t.deepEqual(gatherOptions({}, { epochs: 1 }), { epochs: 1 });
});

test('the chosen preset lies over the recipe and the pipeline’s own values, and under what is given', (t) => {
	const defaults = { recipes, presets, preset: { views: { size: 64 }, batchSize: 8 } };
	t.deepEqual(gatherOptions(defaults, { preset: 'small', views: { scale: [0.5, 1] } }), {
		preset: 'small',
		views: { size: 48, scale: [0.5, 1] },
		epochs: 10,
		steps: 7,
		batchSize: 8,
	});
	t.deepEqual(gatherOptions(defaults, { preset: 'other' }).views, { size: 64 });
});

test('what says the same in another way takes the place of what lies below it', (t) => {
	const defaults = { recipes, presets, alternatives };
	t.deepEqual(gatherOptions(defaults, { preset: 'small' }), {
		preset: 'small',
		views: { size: 48 },
		steps: 7,
	});
	const { steps, epochs } = gatherOptions(defaults, { preset: 'small', epochs: 3 });
	t.deepEqual([steps, epochs], [undefined, 3]);

	const deeper = {
		preset: { length: { steps: 7, size: 1 } },
		alternatives: [['length.epochs', 'length.steps']],
	};
	t.deepEqual(gatherOptions(deeper, { length: { epochs: 3 } }), { length: { epochs: 3, size: 1 } });
	t.deepEqual(deeper.preset, { length: { steps: 7, size: 1 } }, 'the sources stay as they are');
});

test('an earlier run keeps its values, but for those given and those of a recipe or preset it had not', (t) => {
	const defaults = { recipes, presets, alternatives };
	const earlier = { preset: 'small', views: { size: 32 }, steps: 7 };
	t.deepEqual(changedOptions(defaults, earlier, { preset: 'small' }), earlier);
	t.deepEqual(changedOptions(defaults, earlier, { epochs: 2 }), {
		preset: 'small',
		views: { size: 32 },
		epochs: 2,
	});
	t.deepEqual(changedOptions(defaults, earlier, { recipe: 'plain' }), {
		recipe: 'plain',
		preset: 'small',
		views: { size: 96 },
		epochs: 10,
	});
	const unset = { views: { size: 32, scale: [0.1, 1] }, epochs: 4 };
	t.deepEqual(changedOptions(defaults, unset, { preset: 'small', views: { scale: [0.5, 1] } }), {
		preset: 'small',
		views: { size: 48, scale: [0.5, 1] },
		steps: 7,
	});
});
