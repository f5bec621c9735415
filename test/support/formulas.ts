/** Every formula that is compared with an independent reference; `scripts/fidelity.ts` makes a table of them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../src/run/package.js';

export interface Formula {
	readonly title: string;
	/** Where it is computed here. */
	readonly code: string;
	/** Independent reference, and the text of the line in a script that computes it. */
	readonly reference: string;
	readonly at?: string;
	/** The greatest error that passes; 0 where all bits, or all pixels, must agree. */
	readonly target: number;
	/** Unit of the error; `relative` is to the largest magnitude of the tensor. */
	readonly unit?: 'relative' | 'absolute' | 'standard errors';
	/** `true` if tensors compute it, so that backends differ. */
	readonly tensors?: boolean;
}

const oracle = (script: string, at: string) => ({ reference: `test/oracle/${script}.py`, at });
const onTensors = (
	title: string,
	code: string,
	target: number,
	reference: Pick<Formula, 'reference' | 'at'>,
) => ({ title, code: `src/nn/${code}.ts`, target, tensors: true, ...reference }) as const satisfies Formula;
const onArrays = (
	title: string,
	code: string,
	target: number,
	reference: Pick<Formula, 'reference' | 'at'>,
) => ({ title, code: `src/${code}.ts`, target, ...reference }) as const satisfies Formula;

export const formulas = {
	vit: onTensors('ViT: CLS, patch tokens, last keys', 'vit/vit', 1e-5, oracle('vit', 'def timm_tokens')),
	vitGradients: onTensors('ViT: gradients of all weights', 'vit/vit', 1e-4, oracle('vit', 'def gradients')),
	files: onTensors(
		'ViT: tokens of published files',
		'files/load-vit',
		1e-5,
		oracle('vit', 'cases = [*timm_cases'),
	),
	positions: onTensors('positions on other grids', 'vit/position', 1e-5, oracle('vit', 'def resized_table')),
	sincos: onTensors('sine-cosine positions', 'vit/position', 1e-5, oracle('vit', 'def sincos')),
	dropPath: onTensors('drop path’s factors', 'layers/drop-path', 1e-5, oracle('vit', 'def drop_path')),
	realWeights: {
		...onTensors('features of a real ViT-S/14 (DINOv2)', 'files/load-vit', 1e-3, {
			reference: 'test/nn/files/real-weights.ts',
		}),
		unit: 'absolute',
	},

	contrastHead: onTensors('contrast head', 'heads/contrast', 1e-5, oracle('heads', "'contrast':")),
	predictorHead: onTensors('predictor', 'heads/contrast', 1e-5, oracle('heads', "'predictor':")),
	prototypeHead: onTensors('prototype head', 'heads/prototype', 1e-5, oracle('heads', 'def prototype_head')),
	pixelHead: onTensors('pixel head', 'heads/pixel', 1e-5, oracle('heads', 'def pixel_head')),
	headGradients: onTensors(
		'gradients of the heads',
		'autograd/value-and-gradients',
		1e-4,
		oracle('heads', 'def golden_of'),
	),

	reconstruction: onTensors(
		'reconstruction loss',
		'losses/losses',
		1e-5,
		oracle('losses', 'absolute = case'),
	),
	contrast: onTensors('contrast loss', 'losses/losses', 1e-5, oracle('losses', 'contrast = case')),
	distillation: onTensors('patch self-distillation', 'losses/losses', 1e-5, oracle('losses', 'entropies =')),
	crossView: onTensors('class-token self-distillation', 'losses/losses', 1e-5, oracle('losses', 'terms = [')),
	lossGradients: onTensors('gradients of the losses', 'losses/losses', 1e-4, oracle('losses', 'def case')),
	sharpen: onTensors('teacher’s distribution', 'losses/centre', 1e-5, oracle('losses', 'probabilities =')),
	centre: onTensors('centre', 'losses/centre', 1e-5, oracle('losses', "'centre':")),
	sinkhorn: onTensors('Sinkhorn–Knopp', 'losses/sinkhorn', 1e-5, oracle('losses', 'shares = torch.exp')),
	knownValues: onTensors('ln K, 4τ·ln B and the teacher’s entropy', 'losses/losses', 1e-5, {
		reference: 'test/nn/losses/losses.ts',
	}),

	adamw: onTensors(
		'AdamW, 20 steps: weights and moments',
		'optimiser/adamw',
		1e-5,
		oracle('adamw', 'optimiser.step()'),
	),
	clip: onTensors(
		'norms of gradients',
		'optimiser/gradient-norm',
		1e-6,
		oracle('adamw', 'norm = gradient.norm'),
	),
	momentumUpdate: onTensors(
		'momentum update, 20 steps',
		'optimiser/momentum',
		1e-5,
		oracle('adamw', 'teacher[name] = '),
	),

	stepGradients: onTensors(
		'a whole step of vit_tiny: gradients',
		'losses/mmc-loss',
		1e-4,
		oracle('training_step', '.backward()'),
	),
	stepWeights: {
		...onTensors(
			'a whole step of vit_tiny: weights, teacher, centre',
			'step/training',
			1e-5,
			oracle('training_step', 'optimiser.step()'),
		),
		unit: 'absolute',
	},
	stepLosses: onTensors(
		'20 steps of vit_tiny: losses',
		'step/training',
		1e-4,
		oracle('training_step', 'steps.append'),
	),
	recipeLosses: onTensors(
		'12 steps of iBOT, MC-SSL, MoCo v3: losses',
		'step/training',
		1e-4,
		oracle('recipe_steps', 'CASES = {'),
	),

	customGradients: onArrays('custom gradients, in float64', 'nn/autograd/with-gradient', 1e-6, {
		reference: 'test/nn/losses/gradients-float64.ts',
	}),
	learningRate: onArrays(
		'learning rate',
		'nn/optimiser/schedules',
		1e-12,
		oracle('schedules', "'learningRate':"),
	),
	weightDecay: onArrays(
		'weight decay',
		'nn/optimiser/schedules',
		1e-12,
		oracle('schedules', "'weightDecay':"),
	),
	momentum: onArrays(
		'teacher’s momentum',
		'nn/optimiser/schedules',
		1e-12,
		oracle('schedules', "'momentum':"),
	),
	temperature: onArrays(
		'teacher’s temperature',
		'nn/optimiser/schedules',
		1e-12,
		oracle('schedules', 'def temperature_table'),
	),

	crop: onArrays(
		'random resized crop: place',
		'data/resampling/crop',
		0,
		oracle('augment', 'def random_crop'),
	),
	resizedCrop: onArrays(
		'bicubic and bilinear resize',
		'data/resampling/resized-crop',
		0,
		oracle('augment', 'def resized_crop'),
	),
	flip: onArrays('flip', 'data/views/flip', 0, oracle('augment', 'flip = [{')),
	colour: onArrays(
		'brightness, contrast, saturation',
		'data/views/colour',
		0,
		oracle('augment', 'python = getattr'),
	),
	hue: onArrays('hue', 'data/views/hue', 0, oracle('augment', "'adjustHue'")),
	jitter: onArrays('colour jitter', 'data/views/colour-jitter', 0, oracle('augment', 'def jitter')),
	grayscale: onArrays('grayscale', 'data/views/colour', 0, oracle('augment', 'grayscale = digest')),
	blur: onArrays('Gaussian blur', 'data/views/blur', 0, oracle('augment', 'def blur')),
	solarise: onArrays('solarise', 'data/views/colour', 0, oracle('augment', 'solarise = digest')),
	augment: onArrays('a whole view', 'data/views/augment', 0, oracle('augment', 'def augment')),
	corruption: onArrays('GMML corruption', 'data/corruption/gmml', 0, oracle('masks', 'def corrupt(')),
	corruptionStatistics: {
		...onArrays('… its statistics', 'data/corruption/gmml', 5, oracle('masks', 'def corruption_statistics')),
		unit: 'standard errors',
	},
	blockMask: onArrays(
		'iBOT’s block masks',
		'data/corruption/block-mask',
		0,
		oracle('masks', 'def block_mask'),
	),
	tokenStatistics: {
		...onArrays(
			'… their statistics',
			'data/corruption/token-mask',
			5,
			oracle('masks', 'def token_statistics'),
		),
		unit: 'standard errors',
	},
	normalise: onArrays(
		'normalised colours',
		'data/resampling/normalise',
		1e-6,
		oracle('views', 'def normalised'),
	),
	viewArrays: onArrays(
		'corrupted and local views',
		'data/views/view-arrays',
		1e-6,
		oracle('views', 'def batch'),
	),
	resize: onArrays(
		'antialiased linear resize',
		'data/resampling/resize',
		1e-10,
		oracle('resize', 'interpolate('),
	),
	polygons: onArrays(
		'COCO polygons to masks',
		'data/masks/polygon',
		0,
		oracle('coco_masks', 'coco.frPyObjects(parts'),
	),
	runLengths: onArrays('COCO run lengths', 'data/masks/runs', 0, oracle('coco_masks', 'def described')),
	torchFile: onArrays('PyTorch’s files', 'nn/files/read-torch', 0, oracle('torch_file', 'checkpoint = {')),

	objectFigures: {
		...onArrays('figures of an object', 'eval/segment/measure', 1e-9, oracle('evaluation', 'def measure')),
		unit: 'absolute',
	},
	components: {
		...onArrays('connected components', 'eval/map/component', 1e-9, oracle('evaluation', 'def component')),
		unit: 'absolute',
	},
	promptSweep: {
		...onArrays(
			'all prompts, all thresholds',
			'eval/segment/exhaustive',
			1e-9,
			oracle('evaluation', 'def sweep'),
		),
		unit: 'absolute',
	},
	intraInter: {
		...onArrays(
			'intra- and inter-object similarity',
			'eval/pairs/intra-inter',
			1e-9,
			oracle('evaluation', 'def similarity'),
		),
		unit: 'absolute',
	},
	atDistance: {
		...onArrays(
			'ranking at equal distance',
			'eval/map/rank-at-distance',
			1e-12,
			oracle('at_distance', 'def at_distance'),
		),
		unit: 'absolute',
	},
	ringPairs: {
		...onArrays(
			'similarity at equal distance',
			'eval/pairs/ring-pairs',
			1e-12,
			oracle('at_distance', 'def matched'),
		),
		unit: 'absolute',
	},
	majority: onArrays('patches of an object', 'eval/map/patch-grid', 0, oracle('evaluation', 'def majority')),
} as const satisfies Readonly<Record<string, Formula>>;

export type FormulaName = keyof typeof formulas;

/** Returns the cells of a formula's row before anything is measured, in Markdown. */
export function describeFormula(formula: Formula): string[] {
	const { title, code, reference, target, unit = 'relative' } = formula;
	const command = reference.endsWith('.py') ? `python3 ${reference}` : `npx ava ${reference}`;
	const allowed = target === 0 ? 'exact' : `≤ ${target < 1 ? target.toExponential() : target} ${unit}`;
	return [
		title,
		`[\`${code}\`](../${code})`,
		`[\`${command}\`](../${reference}${lineOf(formula)})`,
		allowed.replace(' relative', ''),
	];
}

/** `#L` and the line of the reference that computes the formula; nothing where none is named. */
function lineOf({ reference, at }: Formula): string {
	if (at === undefined) return '';
	const lines = readFileSync(path.join(packageRoot, reference), 'utf8').split('\n');
	const index = lines.findIndex((line) => line.includes(at));
	if (index < 0) throw new Error(`\`${reference}\` has no line with \`${at}\``);
	return `#L${index + 1}`;
}
