import type { Presets } from '../../src/options/recipe.js';
import { laptop } from './laptop.js';

/** Presets of `pretrain`. */
export const presets = { laptop } satisfies Presets;

/** Name of a preset of `pretrain`. */
export type PresetName = keyof typeof presets;
