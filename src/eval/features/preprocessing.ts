/** Descriptions of a network's input that transformers and timm write beside weights. */
import path from 'node:path';
import { type JsonTable, readJsonTable } from '../../nn/files/read-json.js';

const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/**
 * Holds a network's own normalisation, in `preprocessor_config.json` or timm's `config.json` beside its weights, against
 * ImageNet's mean and standard deviation, by which photos are normalised here. Sizes are those of the evaluation.
 *
 * @throws {Error} naming the file, the field, its value and what is supported
 */
export async function refuseOtherPreprocessing(weights: string): Promise<void> {
	if (!/^(model\.safetensors|pytorch_model\.bin)$/.test(path.basename(weights))) return;
	const beside = (name: string) => path.join(path.dirname(weights), name);
	const processor = await readJsonTable(beside('preprocessor_config.json'));
	if (processor) checkProcessor(beside('preprocessor_config.json'), processor);
	const timm = (await readJsonTable(beside('config.json')))?.get('pretrained_cfg');
	if (timm === null || typeof timm !== 'object') return;
	const fields = new Map(Object.entries(timm));
	check(beside('config.json'), 'pretrained_cfg.mean', fields.get('mean'), imageNet.mean);
	check(beside('config.json'), 'pretrained_cfg.std', fields.get('std'), imageNet.std);
}

function checkProcessor(file: string, fields: JsonTable): void {
	check(file, 'do_normalize', fields.get('do_normalize'), true);
	check(file, 'do_rescale', fields.get('do_rescale'), true);
	check(file, 'rescale_factor', fields.get('rescale_factor'), 1 / 255);
	check(file, 'image_mean', fields.get('image_mean'), imageNet.mean);
	check(file, 'image_std', fields.get('image_std'), imageNet.std);
}

function check(file: string, field: string, value: unknown, supported: unknown): void {
	if (value === undefined || isEqual(value, supported)) return;
	throw new Error(
		`\`${file}\`: \`${field}\` is \`${JSON.stringify(value)}\`; only \`${JSON.stringify(supported)}\` is supported, ` +
			'as photos are normalised by the mean and standard deviation of ImageNet',
	);
}

function isEqual(value: unknown, supported: unknown): boolean {
	if (Array.isArray(supported)) {
		return (
			Array.isArray(value) &&
			value.length === supported.length &&
			supported.every((one, i) => isEqual(value[i], one))
		);
	}
	return typeof supported === 'number'
		? typeof value === 'number' && Math.abs(value - supported) < 1e-6
		: value === supported;
}
