import test from 'ava';
import { chosenRecipe, gatherOptions, type Recipes, recipeOptions } from '../../src/run/recipe.js';

const recipes: Recipes = {
	plain: { summary: 'Plain', code: {}, settings: { 'views.size': [96, 'a.py:1'], epochs: [10, 'a.py:2'] } },
	large: {
		summary: 'Large',
		code: {},
		settings: { 'views.size': [224, 'b.py:1'], 'views.scale': [[0.2, 1], 'b.py:2'] },
	},
};

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
