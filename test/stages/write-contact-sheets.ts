import test from 'ava';
import { from } from '../../src/flow/flow.js';
import { writeContactSheets } from '../../stages/write-contact-sheets.js';
import { sinkContract } from '../_sink-contract.js';
import { canvas } from '../draw/_canvas.js';

test('meets the contract of sinks', async (t) => {
	const row = [{ caption: 'a', image: canvas(20, 10) }];
	await sinkContract(t, {
		sink: (folder) => writeContactSheets(folder, 'pages', ['heading']),
		input: from(() => [[row, row], [row]]),
	});
});
