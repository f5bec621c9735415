import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import similarity from '../../pipelines/similarity.js';
import { openRunFolder } from '../../src/run/folder.js';
import { packageRoot } from '../../src/run/package.js';

const dataset = { kind: 'coco', root: path.join(packageRoot, 'fixtures/objects') };
const run = mkdtempSync(path.join(tmpdir(), 'similarity-'));
let said: string;

test.before(async () => {
	const folder = openRunFolder(run);
	const options = similarity.options.parse({ dataset, model: { weights: 'colour', tokens: 256 } });
	said = similarity.describe!(await similarity.build(options, folder).run());
	folder.close();
});

test.after.always(() => rmSync(run, { recursive: true }));

test('summary.json has the metrics’ names that stay, each with count, interval and definition', (t) => {
	const { metrics, protocol, model, ...origin } = JSON.parse(
		readFileSync(path.join(run, 'summary.json'), 'utf8'),
	);
	const names = ['overlap', 'overlapObject', 'overlapBackground', 'dPrime', 'intraMean', 'interMean'];
	for (const name of names) {
		const { value, count, interval, definition, ...rest } = metrics[name];
		t.deepEqual(rest, {}, name);
		t.true(interval[0] <= value && value <= interval[1] && count > 0 && definition.length > 20, name);
		t.true(name === 'dPrime' || (value >= 0 && value <= 1), name);
	}
	t.deepEqual(protocol, { dataset: { kind: 'coco', split: 'val', photos: 23 }, tokens: 256 });
	t.deepEqual(model, { weights: 'colour' });
	t.deepEqual(Object.keys(origin), ['optionsHash', 'seed', 'versions']);
	t.true(said.startsWith(`Overlap ${metrics.overlap.value.toFixed(3)} (other objects `), said);
});

test('similarity.csv has the distributions that the overlaps are of', (t) => {
	const [header, ...rows] = readFileSync(path.join(run, 'similarity.csv'), 'utf8').trim().split('\n');
	t.is(
		header,
		'cosine,intra,inter,interObject,interBackground,interSameClass,intraAtDistance,interAtDistance',
	);
	t.is(rows.length, 200);
	const columns = rows.map((row) => row.split(',').map(Number));
	const { metrics } = JSON.parse(readFileSync(path.join(run, 'summary.json'), 'utf8'));
	for (const [column, name] of ['overlap', 'overlapObject', 'overlapBackground'].entries()) {
		const overlap = columns.reduce((sum, row) => sum + Math.min(row[1]!, row[column + 2]!), 0);
		t.true(Math.abs(overlap - metrics[name].value) < 1e-12, name);
	}
	const matched = columns.reduce((sum, row) => sum + Math.min(row[6]!, row[7]!), 0);
	t.true(Math.abs(matched - metrics.overlapAtDistance.value) < 1e-12, 'overlapAtDistance');
});

test('the disc is refused: it has no features to compare', (t) => {
	const { error } = similarity.options.safeParse({ dataset, model: { weights: 'disc' } });
	t.regex(error!.issues[0]!.message, /the `disc` has no features: take/);
});
