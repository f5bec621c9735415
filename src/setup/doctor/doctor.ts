/** Checks everything that training needs, and survives it. */
import { readInstalled, setUpFolder } from '../../nn/backend/installed.js';
import type { Check } from './check.js';
import { checkFiles } from './check-files.js';
import { checkCache, checkDisk, checkNode, checkTensorFlow, sharpRemedy } from './check-machine.js';
import { examineApart } from './examine-apart.js';

export interface ExamineOptions {
	/** Also reads each file that set-up has left, to compare it with what set-up wrote; some seconds. */
	readonly deep?: boolean;
}

/** Yields the checks as they finish, in some five seconds. Training cannot run if one has failed. */
export async function* examine({ deep = false }: ExamineOptions = {}): AsyncGenerator<Check> {
	yield checkNode();
	yield* examineApart('sharp', { remedy: sharpRemedy });
	yield await checkCache();
	yield await checkDisk();
	const installed = readInstalled();
	yield checkTensorFlow(installed);
	if (deep && installed) yield await checkFiles(installed);
	yield* examineApart('backend', { remedy: backendRemedy() });
}

function backendRemedy(): string {
	return (
		'A library of TensorFlow is damaged, or built for another processor; `mmc doctor --deep` tells damaged files. ' +
		`Delete \`${setUpFolder()}\` and run \`mmc setup\`; \`MMC_BACKEND=wasm\` does without TensorFlow.`
	);
}
