/** The architecture as this project's own files state it in their metadata. */
import { z } from 'zod';
import type { VitConfig } from '../vit/config.js';

/** Returns metadata from which `loadVit` knows the whole architecture; transformers reads only files that say `pt`. */
export function vitMetadata(config: VitConfig): Record<string, string> {
	return { format: 'pt', vit: JSON.stringify(config) };
}

const positive = z.int().positive();

const vitSchema = z.strictObject({
	width: positive,
	depth: positive,
	heads: positive,
	patch: positive,
	imageSize: positive,
	mlpWidth: positive,
	epsilon: z.number().positive().max(1),
	positions: z.enum(['learned', 'fixed', 'rotary']),
	positionBase: z.number().gt(1).optional(),
	positionResize: z.enum(['bicubic', 'bicubic-offset', 'bicubic-antialias']),
	registers: z.int().min(0),
	layerScale: z.boolean(),
	mlp: z.enum(['gelu', 'swiglu']),
});

/**
 * Reads the architecture that `vitMetadata` wrote.
 *
 * @throws {Error} naming the file and the first field that is not one of an architecture
 */
export function parseVitMetadata(path: string, text: string): VitConfig {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new Error(`\`${path}\`: its metadata \`vit\` is not JSON; the file is damaged, fetch it again`, {
			cause,
		});
	}
	const { success, data, error } = vitSchema.safeParse(value);
	if (success) return data;
	const [issue] = error.issues;
	const field = ['vit', ...issue!.path].join('.');
	throw new Error(
		`\`${path}\`: its metadata \`${field}\` describes no ViT; the file is damaged, fetch it again`,
		{ cause: error },
	);
}
