import type { Presets } from '../../src/options/recipe.js';
import { laptop } from './laptop.js';

/** What `pretrain` can be fitted to. */
export const presets = { laptop } satisfies Presets;

/** Name of a preset of `pretrain`. */
export type PresetName = keyof typeof presets;
