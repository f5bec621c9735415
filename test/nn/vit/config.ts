import test from 'ava';
import { gridSide, isTrained, vitConfig, vitShapes } from '../../../src/nn/vit/config.js';

test('a named size is the plain ViT of the papers', (t) => {
	const config = vitConfig('small');
	t.like(config, {
		width: 384,
		depth: 12,
		heads: 6,
		mlpWidth: 1536,
		patch: 16,
		imageSize: 224,
		epsilon: 1e-6,
	});
	const parameters = [...vitShapes(config).values()].map((shape) =>
		shape.reduce((product, side) => product * side),
	);
	t.is(
		parameters.reduce((sum, size) => sum + size),
		21_665_664, // timm's vit_small_patch16_224 with num_classes=0
	);
});

test('fields override the named size', (t) => {
	const config = vitConfig('base', { patch: 14, imageSize: 518, width: 64, heads: 2 });
	t.is(gridSide(config), 37);
	t.is(config.mlpWidth, 256);
});

test('sizes that do not fit each other are refused by name', (t) => {
	t.throws(() => vitConfig('small', { heads: 7 }), { message: /`width` 384 is not a multiple of `heads` 7/ });
	t.throws(() => vitConfig('small', { patch: 14, imageSize: 225 }), { message: /`imageSize` 225/ });
	t.throws(() => vitConfig('small', { depth: 0 }), {
		message: /`depth` must be a positive integer, got `0`/,
	});
});

test('a fixed position table is not trained', (t) => {
	const fixed = vitConfig('tiny', { positions: 'fixed' });
	t.false(isTrained(fixed, 'pos_embed'));
	t.true(isTrained(fixed, 'cls_token'));
	t.true(isTrained(vitConfig('tiny'), 'pos_embed'));
});
