import test from 'ava';
import { formatList } from '../../src/cli/list.js';

test('pipelines stand under where they come from', (t) => {
	const list = formatList([
		{ name: 'pretrain', summary: 'Pretrains.', from: 'masked-momentum' },
		{ name: 'map', summary: 'Draws a map.', from: 'masked-momentum' },
		{ name: 'mine', summary: 'Mine.', from: './pipelines' },
	]);
	t.is(
		list,
		'masked-momentum\n  pretrain  Pretrains.\n  map       Draws a map.\n\n./pipelines\n  mine  Mine.\n',
	);
});
