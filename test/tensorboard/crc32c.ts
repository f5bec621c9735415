import test from 'ava';
import { crc32c, maskedCrc32c } from '../../src/tensorboard/crc32c.js';

test('the checksums of RFC 3720, B.4', (t) => {
	t.is(crc32c(new Uint8Array(32)), 0x8a91_36aa);
	t.is(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8_ab43);
	t.is(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)), 0x46dd_794e);
	t.is(crc32c(Buffer.from('123456789')), 0xe306_9283);
});

test('masked as TensorFlow does it', (t) => {
	// Of the length 3, as TensorBoard's own RecordWriter writes it.
	t.is(maskedCrc32c(Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0)), 0x0e49_99b0);
});
