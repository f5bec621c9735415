import test from 'ava';
import { decodeEvent, encodeStart, encodeSummary, encodeVersion } from '../../src/tensorboard/event.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** As protobuf writes the same messages, with TensorBoard's descriptions of them. */
const golden = {
	version: '09000000000000f83f1a0d627261696e2e4576656e743a32',
	start: '09000000000000f83f10073a020801',
	summary:
		'09000000000000f83f10ac022a90010a110a0a747261696e2f6c6f7373150000803e0a5e0a09776569676874732f772a51' +
		'09000000000000f0bf11000000000000f03f19000000000000084021000000000000e03f290000000000000240321000000000' +
		'00000000000000000000f03f3a10000000000000f03f00000000000000400a1b0a0a70696374757265732f70220d080210c801' +
		'1803220489504e47',
};

const histogram = {
	min: -1,
	max: 1,
	num: 3,
	sum: 0.5,
	sumSquares: 2.25,
	limits: Float64Array.of(0, 1),
	counts: Float64Array.of(1, 2),
};
const summary = {
	scalars: { 'train/loss': 0.25 },
	histograms: { 'weights/w': histogram },
	pictures: { 'pictures/p': { width: 200, height: 2, bytes: Buffer.from('\x89PNG', 'latin1') } },
};

test("the bytes are protobuf's", (t) => {
	t.is(hex(encodeVersion(1.5)), golden.version);
	t.is(hex(encodeStart(1.5, 7)), golden.start);
	t.is(hex(encodeSummary(1.5, 300, summary)), golden.summary);
});

test('events are read back', (t) => {
	const { scalars, pictures } = summary;
	t.deepEqual(decodeEvent(encodeStart(1, 2 ** 40)), {
		step: 2 ** 40,
		isStart: true,
		scalars: {},
		pictures: {},
	});
	const { pictures: read, ...rest } = decodeEvent(encodeSummary(1, 300, summary));
	t.deepEqual(rest, { step: 300, isStart: false, scalars });
	t.is(hex(read['pictures/p']!.bytes), hex(pictures['pictures/p'].bytes));
	t.like(read['pictures/p'], { width: 200, height: 2 });
	t.is(
		decodeEvent(encodeSummary(1, 1, { scalars: { 'train/ä': Number.NaN } })).scalars['train/ä'],
		Number.NaN,
	);
});

test('what ends within a field is refused', (t) => {
	const event = encodeSummary(1, 300, summary);
	t.throws(() => decodeEvent(event.subarray(0, -1)), { instanceOf: RangeError });
});
