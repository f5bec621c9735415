/** What can be told of all stages from their files. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';

const folder = new URL('../../stages/', import.meta.url);
const sources = new URL('../../src/', import.meta.url);

interface Declared {
	readonly file: string;
	/** Of the constant or function. */
	readonly name: string;
	readonly kind: 'Stage' | 'Sink';
	/** What its type says goes in and comes out, by the names of the types alone. */
	readonly In: readonly string[];
	readonly Out: readonly string[];
	/** What `mmc show` prints. */
	readonly types: string;
}

/** The end of a signature: `export const decode: Stage<`, or the `): Stage<` of a function. */
const declaration = /(?:\)|^export const \w+): (Stage|Sink)</m;

/** Paths below `stages/`. */
async function stageFiles(): Promise<string[]> {
	return (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts')).sort();
}

async function declared(): Promise<readonly Declared[]> {
	const files = await stageFiles();
	return Promise.all(files.map(async (file) => read(file, await readFile(new URL(file, folder), 'utf8'))));
}

function read(file: string, text: string): Declared {
	const { 0: signature, 1: kind, index } = declaration.exec(text)!;
	const generics = /^export function \w+<(.*?)>\(/m.exec(text)?.[1] ?? '';
	const [In, Out] = readArguments(text.slice(index + signature.length)).map((type) =>
		namesIn(type, generics),
	);
	return {
		file,
		name: /^export (?:const|function) (\w+)/m.exec(text.slice(text.lastIndexOf('\nexport', index)))![1]!,
		kind: kind as 'Stage' | 'Sink',
		In: In!,
		Out: Out!,
		types: /types: '(.*?)'/.exec(text)![1]!,
	};
}

/** `A, B<C>` of `A, B<C>> = …`. */
function readArguments(text: string): string[] {
	const found = [''];
	let depth = 0;
	for (const character of text) {
		if ('<{(['.includes(character)) depth++;
		if ('>})]'.includes(character) && depth-- === 0) break;
		if (character === ',' && depth === 0) found.push('');
		else found[found.length - 1] += character;
	}

	return found;
}

/** `readonly Photo[]` is named `Photo[]`; `File & Photo`, where `File extends ImageFile`, by either of the two. */
function namesIn(type: string, generics: string): string[] {
	const constraints = new Map([...generics.matchAll(/(\w+)(?: extends (\w+))?/g)].map(([, a, b]) => [a, b]));
	return type
		.replaceAll('readonly ', '')
		.replace(/<.*>/s, '')
		.split('&')
		.map((part) => part.trim())
		.map((name) => (constraints.has(name) ? (constraints.get(name) ?? 'any') : name));
}

/** What each interface of `src` extends, and what each `type A = B & C` is made of. */
async function readBases(): Promise<ReadonlyMap<string, readonly string[]>> {
	const names = (await readdir(sources, { recursive: true })).filter((name) => name.endsWith('.ts'));
	const texts = await Promise.all(names.map((name) => readFile(new URL(name, sources), 'utf8')));
	const found = texts
		.join('\n')
		.matchAll(/^export (?:interface (\w+) extends|type (\w+) =) ([\w, &]+)(?: \{|;)$/gm);
	return new Map([...found].map(([, name, alias, bases]) => [name ?? alias!, bases!.split(/, | & /)]));
}

test('the types that are shown are those that are declared', async (t) => {
	const [all, bases] = [await declared(), await readBases()];
	t.true(all.length >= 20);
	/** By its name, or, of `Prompted & { … }`, by that of an interface that extends `PromptedPhoto`. */
	const agrees = (shown: string, types: readonly string[]) =>
		types.includes(shown) || (types.length > 1 && !!bases.get(shown)?.every((base) => types.includes(base)));
	for (const { file, In, Out, types } of all) {
		const [from, to] = types.split(' → ') as [string, string];
		t.true(In.includes('any') || agrees(from, In), `${file}: \`${types}\`, but ${In} goes in`);
		t.true(agrees(to, Out), `${file}: \`${types}\`, but ${Out} comes out`);
	}
});

test('each file declares one stage, or one sink, named as the file', async (t) => {
	const camel = (file: string) =>
		path.basename(file, '.ts').replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
	const all = await declared();
	t.deepEqual(
		all.map(({ file }) => file),
		await stageFiles(),
	);
	for (const { file, name } of all) t.is(name, camel(file));
});

/** `stageContract(t, { stage: decode(…`, `sinkContract(t, { sink: (folder) => summary(…`, `stageContract(t, { stage, …`. */
const contract = /\b(stage|sink)Contract\(\s*t,\s*\{\s*\1(?:: (?:\(\w*\) => )?(\w+))?/g;

/** The names of the stages and sinks whose contracts a test runs, where a constant `stage` or `sink` by what it is made of. */
function contractsIn(text: string): string[] {
	return [...text.matchAll(contract)].flatMap(({ index, 1: kind, 2: name }) => {
		if (name) return name;
		const made = [...text.slice(0, index).matchAll(new RegExp(`const ${kind} = (\\w+)`, 'g'))];
		return made.at(-1)?.[1] ?? [];
	});
}

test('every stage has a test that runs the contract', async (t) => {
	const tests = new URL('../stages/', import.meta.url);
	const files = (await readdir(tests, { recursive: true })).filter((file) => file.endsWith('.ts'));
	const texts = await Promise.all(files.map((file) => readFile(new URL(file, tests), 'utf8')));
	const run = new Set(texts.flatMap(contractsIn));
	t.deepEqual(
		(await declared()).filter(({ name }) => !run.has(name)).map(({ name }) => name),
		[],
	);
	t.deepEqual(contractsIn('stageContract(t, { stage: a(decode), input: from(b) }); decode({})'), ['a']);
});

test('every stage and sink names the resources that it is given among those it uses', async (t) => {
	let parameters = 0;
	for (const file of await stageFiles()) {
		const text = await readFile(new URL(file, folder), 'utf8');
		const uses = /\buses: \[(.*?)\]/s.exec(text)?.[1] ?? '';
		for (const [, name] of text.matchAll(/\b(\w+)\??: Resource</g)) {
			parameters++;
			t.regex(uses, new RegExp(`\\b${name}\\b`), `${file}: \`${name}\``);
		}
	}

	t.true(parameters > 20);
});
