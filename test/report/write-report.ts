import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import { reportCommand } from '../../src/cli/report.js';
import { encodePng } from '../../src/draw/png.js';
import { from } from '../../src/flow/flow.js';
import { toArray } from '../../src/flow/sink.js';
import { optionsHash } from '../../src/options/parse.js';
import { writeReport } from '../../src/report/write-report.js';
import { openRunFolder } from '../../src/run/folder.js';
import { definePipeline } from '../../src/run/pipeline.js';
import { folderWith } from '../data/_folder.js';
import { canvas } from '../draw/_canvas.js';
import { assertSelfContained } from './_page.js';

const evil = `<script>alert("x")</script>'`;

const pipeline = definePipeline({
	summary: 'Does nothing.',
	options: z.strictObject({
		files: z.string().describe('photos, as `a` glob'),
		size: z.int().default(8).describe('side'),
		deep: z.strictObject({ rate: z.number().default(0.5).describe('rate') }).prefault({}),
	}),
	build: () => from(() => []).into(toArray()),
});

function runWith(
	t: ExecutionContext,
	options: object,
	files: Record<string, string | Uint8Array> = {},
): string {
	const provenance = {
		pipeline: 'nothing',
		options,
		hash: optionsHash(options),
		seed: 3,
		versions: { node: evil },
		gitRevision: null,
		startedAt: '2026-01-31T12:00:00.000Z',
		command: `mmc run nothing --set files=${evil}`,
	};
	return folderWith(t, { 'options.json': JSON.stringify(provenance), ...files });
}

async function reportOf(t: ExecutionContext, options: object, files?: Record<string, string | Uint8Array>) {
	const run = runWith(t, options, files);
	await writeReport(openRunFolder(run, { resume: true }), pipeline);
	const page = readFileSync(path.join(run, 'report.html'), 'utf8');
	assertSelfContained(t, page);
	return page;
}

const sectionOf = (page: string, id: string) =>
	page.match(new RegExp(`<section id="${id}">.*?</section>`, 's'))?.[0] ?? '';

test('options that differ from their defaults stand first, with what they would be', async (t) => {
	const page = await reportOf(t, { files: 'photos', size: 8, deep: { rate: 0.25 } });
	const [changed, kept] = sectionOf(page, 'options').split('<details>');
	t.regex(changed!, /<code>files<\/code>.*photos.*–.*photos, as <code>a<\/code> glob/s);
	t.regex(
		changed!,
		/<code>deep\.rate<\/code><\/td><td class="value">0\.25<\/td><td class="value">0\.5<\/td>/,
	);
	t.false(changed!.includes('>size<'));
	t.regex(kept!, /1 at their defaults.*<code>size<\/code>/s);
});

test('names of files and whatever else a run holds can break out of nothing', async (t) => {
	const stage = {
		name: evil,
		types: '',
		received: 1,
		emitted: 1,
		skipped: 0,
		busy: 1,
		waitingForInput: 0,
		waitingForRoom: 0,
	};
	const page = await reportOf(
		t,
		{ files: evil },
		{
			'stages.json': JSON.stringify([stage]),
			'metrics.jsonl': JSON.stringify({ step: 1, [evil]: 2, loss: 1 }),
			'quarantine.jsonl': JSON.stringify({ stage: evil, message: evil }),
			'resumes.jsonl': JSON.stringify({ step: evil }),
			'summary.json': JSON.stringify({
				protocol: {},
				metrics: { [evil]: { value: 1, count: 1, interval: null, definition: evil } },
			}),
			'curve.csv': `threshold,${evil}\n0,1\n1,2\n`,
			[`overlays/${evil.replaceAll('/', '')}.png`]: await encodePng(canvas(4, 4)),
		},
	);
	t.is(page.split('alert(').length - 1, page.split('alert(&quot;').length - 1);
	t.true(page.split('&lt;script&gt;').length > 8);
});

test('an evaluation: metrics with their intervals, curves, pictures', async (t) => {
	const metrics = {
		threshold: { value: 0.25, interval: null, count: 9, definition: 'given' },
		meanIoU: { value: 0.51239, interval: [0.4, 0.6], count: 9, definition: 'mean' },
		none: { value: null, count: 0, interval: null, definition: 'mean' },
	};
	const page = await reportOf(
		t,
		{ files: 'x' },
		{
			'summary.json': JSON.stringify({ protocol: {}, metrics }),
			'curve.csv': 'threshold,meanIoU,empty\n0,0.1,\n0.5,0.6,\n1,0.2,\n',
			'similarity.csv': 'cosine,intra,inter\n-0.5,0.1,0.6\n0.5,0.9,0.4\n',
			'overlays/best.png': await encodePng(canvas(40, 20)),
		},
	);
	const results = sectionOf(page, 'results');
	t.regex(results, /meanIoU<\/code>.*0\.5124.*0\.4000 … 0\.6000.*9.*mean/s);
	t.regex(results, /none<\/code>.*–/s);
	t.is(results.match(/<svg/g)!.length, 2);
	t.regex(results, /class="mark"/);
	t.false(results.includes('empty'), 'a column without a value has no curve');
	t.regex(
		sectionOf(page, 'pictures'),
		/overlays\/best\.png.*<img src="data:image\/webp[^>]* width="40" height="20"/s,
	);
});

test('cosines at equal distances have a chart of their own', async (t) => {
	const page = await reportOf(
		t,
		{ files: 'x' },
		{
			'summary.json': JSON.stringify({ protocol: {}, metrics: {} }),
			'similarity.csv':
				'cosine,intra,inter,interObject,interBackground,interSameClass,intraAtDistance,interAtDistance\n' +
				'-0.5,0.1,0.6,0.6,0.6,0.6,0.2,0.7\n0.5,0.9,0.4,0.4,0.4,0.4,0.8,0.3\n',
		},
	);
	const charts = sectionOf(page, 'results').matchAll(/aria-label="([^"]*)".*?data-curves="([^"]*)"/g);
	t.deepEqual(
		[...charts].map(([, title, curves]) => [title, JSON.parse(curves!).length]),
		[
			['Distribution of cosines by cosine', 5],
			['Distribution of cosines at equal distances by cosine', 2],
		],
	);
});

test('a training: the last verdict, and curves of figures that are told now and then without gaps', async (t) => {
	const health = { verdict: 'collapsing', reason: 'the rank falls', remedy: 'centre', rankMe: 9 };
	const lines = Array.from({ length: 30 }, (_, i) => ({
		step: i + 1,
		loss: i,
		...(i % 10 === 9 && { health }),
	}));
	const page = await reportOf(
		t,
		{ files: 'x' },
		{ 'metrics.jsonl': lines.map((line) => JSON.stringify(line)).join('\n') },
	);
	t.regex(
		page,
		/<div class="verdict collapsing"><p>collapsing<\/p><p>the rank falls<\/p><p>Try: centre<\/p>/,
	);
	t.regex(
		sectionOf(page, 'curves'),
		/health\/rankMe<\/span>.*?data-x="\[10,20,30\]" data-curves="\[\[9,9,9\]\]"/s,
	);
});

test('a run whose pipeline is gone is reported all the same; what is no run is refused', async (t) => {
	const run = runWith(t, { files: 'photos' });
	t.is(await reportCommand(run, []), path.join(run, 'report.html'));
	t.regex(readFileSync(path.join(run, 'report.html'), 'utf8'), /<code>files<\/code>.*photos/s);
	const none = folderWith(t, {});
	await t.throwsAsync(reportCommand(none, []), {
		message: /options\.json` can't be read: is `.*` the folder of a run\?/,
	});
});
