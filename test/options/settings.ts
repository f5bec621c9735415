import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { mergeOptions, parseSettings, readOptionsFile } from '../../src/options/settings.js';

const fileWith = async (text: string) => {
	const file = path.join(await mkdtemp(path.join(tmpdir(), 'settings-')), 'options.json');
	await writeFile(file, text);
	return file;
};

test('values are JSON where they can be, text elsewhere', (t) => {
	const settings = [
		'a.b=1',
		'a.c.d=[1,2]',
		'e=text',
		'f=',
		'g=true',
		'h=x=y',
		'i=1/4',
		'j="7"',
		'k={"l":null}',
	];
	t.deepEqual(parseSettings(settings), {
		a: { b: 1, c: { d: [1, 2] } },
		e: 'text',
		f: '',
		g: true,
		h: 'x=y',
		i: '1/4',
		j: '7',
		k: { l: null },
	});
});

for (const setting of ['a', '=1', 'a..b=1', '.a=1', 'a.=1']) {
	test(`\`${setting}\` is no setting`, (t) => {
		t.throws(() => parseSettings([setting]), {
			message: `Setting \`${setting}\` must have the form \`path=value\`, such as \`model.patch=8\``,
		});
	});
}

for (const settings of [
	['a=1', 'a=1'],
	['a=1', 'a.b=2'],
	['a.b=2', 'a={"c":1}'],
]) {
	test(`\`${settings.join(' ')}\` sets one option twice`, (t) => {
		t.throws(() => parseSettings(settings), { message: /Settings `a.*` and `a.*` set the same option/ });
	});
}

test('options of a like beginning do not conflict', (t) => {
	t.deepEqual(parseSettings(['step=1', 'steps=2']), { step: 1, steps: 2 });
});

for (const setting of ['__proto__.x=1', 'a.constructor=1', 'a={"b":{"__proto__":{"x":1}}}', 'prototype=1']) {
	test(`\`${setting}\` can't reach a prototype`, (t) => {
		t.throws(() => parseSettings([setting]), { message: /can't be the name of an option/ });
		t.false('x' in {});
	});
}

test('later values win, groups merge, lists and values replace', (t) => {
	const preset = { model: { patch: 16, sizes: [1, 2] }, threshold: { fixed: 0.3 } };
	const file = { model: { sizes: [3] } };
	t.deepEqual(mergeOptions(preset, file, { threshold: 'otsu' }), {
		model: { patch: 16, sizes: [3] },
		threshold: 'otsu',
	});
	t.deepEqual(preset.model.sizes, [1, 2], 'the sources stay as they are');
});

test('an options file is a JSON object', async (t) => {
	t.deepEqual(await readOptionsFile(await fileWith('{"model": {"patch": 8}}')), { model: { patch: 8 } });
});

test("a run's options.json gives that run's options", async (t) => {
	const file = await fileWith('{"pipeline": "pretrain", "hash": "0", "options": {"steps": 3}}');
	t.deepEqual(await readOptionsFile(file), { steps: 3 });
});

test('a bad options file is named', async (t) => {
	const broken = await fileWith('{"a": }');
	await t.throwsAsync(readOptionsFile(broken), {
		message: /^Options file `.*options\.json` isn't valid JSON: /,
	});
	await t.throwsAsync(readOptionsFile(await fileWith('[1]')), { message: /must hold one JSON object/ });
	await t.throwsAsync(readOptionsFile(await fileWith('{"__proto__": {"x": 1}}')), {
		message: /can't be the name/,
	});
	await t.throwsAsync(readOptionsFile('absent.json'), {
		message: /^Options file `absent\.json` can't be read: ENOENT/,
	});
});

for (const setting of ['toString.x=1', 'hasOwnProperty.call=1', 'a.valueOf.b=1']) {
	test(`\`${setting}\` is an option of its own, not what every object inherits`, (t) => {
		const [key, inner] = setting.replace('a.', '').split(/[.=]/) as [string, string];
		const values = parseSettings([setting]);
		const group = (setting.startsWith('a.') ? values.a : values) as Record<string, object>;
		t.true(Object.hasOwn(group, key));
		t.true(Object.hasOwn(group[key]!, inner));
		t.false(Object.hasOwn(Object.prototype[key as 'toString'], 'x'));
		t.deepEqual(mergeOptions({}, values), values);
	});
}

test('a number that is too great is refused by its option', async (t) => {
	t.throws(() => parseSettings(['steps=1e309']), {
		message: '`steps`: a number is too great: give one below 1.8e308',
	});
	await t.throwsAsync(readOptionsFile(await fileWith('{"a": {"steps": 1e309}}')), {
		message: /`steps`: a number is too great/,
	});
});

test('a file of options may begin with a byte order mark', async (t) => {
	t.deepEqual(await readOptionsFile(await fileWith('\uFEFF{"steps": 3}')), { steps: 3 });
});
