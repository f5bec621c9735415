import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import {
	decodeRecord,
	encodeRecord,
	type InstanceRecord,
	readRecords,
} from '../../../src/eval/statistics/records.js';
import { recordOf } from '../_records.js';

async function files(...contents: (readonly InstanceRecord[] | string)[]): Promise<string[]> {
	const folder = await mkdtemp(path.join(tmpdir(), 'mmc-records-'));
	return Promise.all(
		contents.map(async (content, i) => {
			const file = path.join(folder, `${i}.jsonl`);
			const text =
				typeof content === 'string' ? content : content.map((record) => `${encodeRecord(record)}\n`).join('');
			await writeFile(file, text);
			return file;
		}),
	);
}

async function collect(paths: readonly string[]): Promise<InstanceRecord[]> {
	const records: InstanceRecord[] = [];
	for await (const record of readRecords<InstanceRecord>(paths)) records.push(record);
	return records;
}

test('a record comes back bit for bit', (t) => {
	const record = recordOf({ iou: 1 / 3, auroc: Number.NaN, image: 'a "b",\n.jpg' });
	record.curves.boundaryF.fill(Number.NaN);
	t.deepEqual(decodeRecord(encodeRecord(record)), record);
	t.false(encodeRecord(record).includes('\n'));
});

test('shards are read in the order of the data set', async (t) => {
	const all = [0, 0, 1, 2, 3, 3, 5, 9].map((position, i) =>
		recordOf({ position, instance: String(i), iou: i / 10 }),
	);
	const shards = [0, 1, 2].map((shard) => all.filter(({ position }) => position % 3 === shard));
	t.deepEqual(await collect(await files(...shards.reverse(), [])), all);
});

test('a torn line is named', async (t) => {
	const whole = encodeRecord(recordOf({ iou: 0.5 }));
	const paths = await files(`${whole}\n${whole.slice(0, 50)}`);
	await t.throwsAsync(collect(paths), { message: /0\.jsonl`, line 2: not a whole record/ });
});
