import test from 'ava';
import { thresholds } from '../../../src/eval/map/thresholds.js';
import { similarityTable } from '../../../src/eval/pairs/summary.js';
import { curveTable, instanceColumns, instanceRow } from '../../../src/eval/segment/tables.js';
import { recordOf } from '../_records.js';

test('a row has the columns that scripts rely on', (t) => {
	t.is(
		instanceColumns,
		'image,instance,class,area,promptX,promptY,iou,iouOtsu,iouOracle,averagePrecision,auroc,aurocAtDistance,averagePrecisionAtDistance',
	);
	t.is(instanceRow(recordOf({ iou: 0.25 }), 0), 'a.jpg,1,cat,2000,3,4,0.25,0.1,0.7,0.4,0.9,0.75,0.5');
});

test('what has no value is empty, and what must be is quoted', (t) => {
	const given = { iou: 0.5, auroc: Number.NaN, aurocAtDistance: Number.NaN, class: 'cup, "big"' };
	const { point: _, averagePrecisionAtDistance: __, ...record } = recordOf(given);
	t.is(instanceRow(record, 109), 'a.jpg,1,"cup, ""big""",2000,,,0,0.1,0.7,0.4,,,');
});

test('the curve has a row a threshold', (t) => {
	const flat = new Float64Array(thresholds.length).fill(0.5);
	const nothing = flat.map(() => Number.NaN);
	const curve = { iou: flat, precision: flat, recall: flat, dice: flat, boundaryF: nothing };
	const lines = curveTable({ metrics: {}, threshold: 0, curve }).split('\n');
	t.is(lines.length, 112);
	t.is(lines[0], 'threshold,meanIoU,precision,recall,dice,boundaryF');
	t.is(lines[1], '-0.1,0.5,0.5,0.5,0.5,');
	t.is(lines[110], '0.99,0.5,0.5,0.5,0.5,');
});

test('similarity has a row a bin, by its middle', (t) => {
	const shares = new Float64Array(200).fill(0.005);
	const histograms = {
		intra: shares,
		inter: shares,
		interObject: shares,
		interBackground: shares,
		interSameClass: shares,
	};
	const lines = similarityTable({ metrics: {}, histograms }).split('\n');
	t.is(lines[0], 'cosine,intra,inter,interObject,interBackground,interSameClass');
	t.is(lines[1], '-0.995,0.005,0.005,0.005,0.005,0.005');
	t.is(lines[200], '0.995,0.005,0.005,0.005,0.005,0.005');
});
