import type { Recipes } from '../../src/options/recipe.js';
import { dino } from './dino.js';
import { ibot } from './ibot.js';
import { mcSsl } from './mc-ssl.js';
import { mmc } from './mmc.js';
import { mocoV3 } from './moco-v3.js';
import { sit } from './sit.js';

/** Recipes of `pretrain`: MMC and the methods it descends from. */
export const recipes = { mmc, sit, 'mc-ssl': mcSsl, ibot, dino, 'moco-v3': mocoV3 } satisfies Recipes;

/** Name of a recipe of `pretrain`. */
export type RecipeName = keyof typeof recipes;
