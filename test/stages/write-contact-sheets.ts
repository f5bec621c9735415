import test from 'ava';
import { from } from '../../src/flow/flow.js';
import { writeContactSheets } from '../../stages/write-contact-sheets.js';
import { sinkContract } from '../_sink-contract.js';
import { patternImage } from '../data/_images.js';

const row = [{ caption: 'a photo', image: patternImage(12, 8) }];

test.serial('meets the contract of sinks', async (t) => {
	await sinkContract(t, {
		sink: (folder) => writeContactSheets(folder, 'views', ['photo']),
		input: from(() => [[row, row], [row]]),
	});
});
