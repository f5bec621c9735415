/** Mutated files of weights: read, or refused by the file's name in a message that is not JavaScript's own. */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { mulberry32 } from '../../../src/math/random.js';
import { loadVit } from '../../../src/nn/files/load-vit.js';
import { vitMetadata } from '../../../src/nn/files/vit-metadata.js';
import { writeSafetensors } from '../../../src/nn/files/write-safetensors.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { vitConfig, vitShapes } from '../../../src/nn/vit/config.js';
import { useBackend } from '../../support/backend.js';
import { fileValues } from '../../support/vit-golden.js';

const folder = await mkdtemp(path.join(tmpdir(), 'damaged-weights-'));
const checkpoint = fileURLToPath(new URL('../../../fixtures/golden/torch_file.pth', import.meta.url));
const javaScripts =
	/undefined|null \(|not a function|not iterable|typed array|call stack|Cannot|Unexpected|BigInt|NaN/;

test.before(async () => void (await useBackend()));

async function smallVit(): Promise<string> {
	const config = vitConfig('micro', { width: 8, depth: 1, heads: 2, mlpWidth: 8, patch: 4, imageSize: 8 });
	const file = path.join(folder, 'small.safetensors');
	const tensors = [...vitShapes(config)].map(([name, shape]) => ({
		name,
		shape,
		values: () => fileValues(name, shape),
	}));
	await writeSafetensors(file, tensors, vitMetadata(config));
	return file;
}

for (const { kind, source, head } of [
	{ kind: 'safetensors', source: smallVit, head: 2200 },
	{ kind: 'pth', source: async () => checkpoint, head: 1200 },
]) {
	test(`a mutated ${kind} file is read or refused by its name`, async (t) => {
		const whole = await readFile(await source());
		const random = mulberry32(7);
		const file = path.join(folder, `mutated.${kind}`);
		for (let i = 0; i < 300; i++) {
			let bytes = Buffer.from(whole);
			for (let change = 0; change <= random() * 4; change++) {
				bytes[Math.floor(random() * Math.min(head, bytes.length))] = Math.floor(random() * 256);
			}
			if (random() < 0.1) bytes = bytes.subarray(0, Math.floor(random() * bytes.length));
			await writeFile(file, bytes);
			const error = await loadVit(file).then(
				({ weights }) => void tf.dispose(weights),
				(error: Error) => error,
			);
			if (!error) continue;
			t.true(error.message.startsWith(`\`${file}\``), `${i}: ${error.message}`);
			t.notRegex(error.message.replaceAll(/`[^`]*`/g, ''), javaScripts, `${i}`);
		}
	});
}
