import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { writeContactSheets } from '../../../stages/sheets/write-contact-sheets.js';
import { canvas } from '../../draw/_canvas.js';
import { sinkContract } from '../../support/sink-contract.js';

test('meets the contract of sinks', async (t) => {
	const row = [{ caption: 'a', image: canvas(20, 10) }];
	await sinkContract(t, {
		sink: (folder) => writeContactSheets(folder, 'pages', ['heading']),
		input: from(() => [[row, row], [row]]),
	});
});
