import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Networks that a training run writes at its end: `teacher.safetensors` and `student.safetensors`. */
export const networks = ['teacher', 'student'] as const;
export type NetworkName = (typeof networks)[number];

/**
 * Finds the file of weights for a path: the network of a training run's folder, the weights of a transformers
 * folder, or the file itself.
 *
 * @throws {Error} when there is none, naming the run's newest checkpoint if it has one
 */
export async function networkFile(source: string, network: NetworkName): Promise<string> {
	const found = await stat(source).catch((cause: NodeJS.ErrnoException) => {
		if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined;
		throw new Error(`\`${source}\` can't be read: ${cause.message}`, { cause });
	});
	if (found === undefined) throw new Error(`\`${source}\` doesn't exist: give a run's folder or a file`);
	if (!found.isDirectory()) return source;
	const names = [`${network}.safetensors`, 'model.safetensors', 'pytorch_model.bin'];
	const file = names.map((name) => path.join(source, name)).find((name) => existsSync(name));
	if (file !== undefined) return file;
	await refuseShards(source);
	const checkpoint = await newestIn(path.join(source, 'checkpoints'));
	const remedy = checkpoint
		? `the run has not ended: resume it, or give its checkpoint \`${checkpoint}\``
		: 'give the folder of a training run, or a file of weights';
	throw new Error(`\`${source}\` holds none of \`${names.join('`, `')}\`: ${remedy}`);
}

/** Transformers splits large networks into several files, with an index. */
async function refuseShards(folder: string): Promise<void> {
	const index = (await readdir(folder)).find((name) => /\.(safetensors|bin)\.index\.json$/.test(name));
	if (index === undefined) return;
	throw new Error(
		`\`${folder}\` holds sharded weights (\`${index}\`), which are not read: join them in Python by ` +
			"`AutoModel.from_pretrained(folder).save_pretrained(other, max_shard_size='100GB')`, and give the other folder",
	);
}

async function newestIn(folder: string): Promise<string | undefined> {
	const names = await readdir(folder).catch(() => []);
	const stepOf = (name: string) => Number(/^step-(\d+)\.safetensors$/.exec(name)?.[1] ?? Number.NaN);
	const newest = names.filter((name) => stepOf(name) >= 0).sort((a, b) => stepOf(a) - stepOf(b));
	return newest.length > 0 ? path.join(folder, newest.at(-1)!) : undefined;
}
