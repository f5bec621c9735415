/** The cases of `errors.ts`, each in a process of its own: its exit code, and that it ends. */
import pLimit from 'p-limit';
import { runMmc } from '../support/run-mmc.js';
import { testErrors } from './_errors.js';

/** More at once would wait for the cores, and be killed for being slow. */
const slot = pLimit(2);

testErrors((args, options) => slot(() => runMmc(args, options)));
