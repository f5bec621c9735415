import test from 'ava';
import { decodeRecords, encodeRecord } from '../../src/tensorboard/records.js';

const record = encodeRecord(Buffer.from('abc'));

test("the bytes of TensorBoard's own RecordWriter", (t) => {
	t.is(Buffer.from(record).toString('hex'), '0300000000000000b099490e6162636e57f121');
});

const decode = (file: Uint8Array) => [...decodeRecords(file)].map((bytes) => Buffer.from(bytes).toString());

test('records are read back up to one that was cut off', (t) => {
	const file = Buffer.concat([record, encodeRecord(Buffer.from('')), record]);
	t.deepEqual(decode(file), ['abc', '', 'abc']);
	for (let cut = 1; cut < record.length; cut++) {
		t.deepEqual(decode(file.subarray(0, file.length - cut)), ['abc', ''], `${cut} bytes less`);
	}
});

test('and up to one that is damaged', (t) => {
	for (let place = 0; place < record.length; place++) {
		const damaged = record.slice();
		damaged[place]! ^= 1;
		t.deepEqual(decode(Buffer.concat([record, damaged, record])), ['abc'], `byte ${place}`);
	}
});
