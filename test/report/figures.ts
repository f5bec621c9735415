import test from 'ava';
import { formatDuration, formatFigure } from '../../src/report/figures.js';

const figures: readonly (readonly [number, string])[] = [
	[0, '0'],
	[512, '512'],
	[0.69322, '0.6932'],
	[48.2345, '48.23'],
	[1204.4, '1204'],
	[0.0000312, '3.12e-5'],
	[12345678.9, '1.23e+7'],
	[-0.25, '-0.2500'],
	[Number.NaN, 'NaN'],
	[Number.POSITIVE_INFINITY, 'Infinity'],
];
for (const [value, text] of figures) {
	test(`the figure ${value} is \`${text}\``, (t) => t.is(formatFigure(value), text));
}

const durations: readonly (readonly [number, string])[] = [
	[0, '0:00'],
	[7.4, '0:07'],
	[59.6, '1:00'],
	[754, '12:34'],
	[12_060, '3:21:00'],
	[184_860, '2d 03:21'],
];
for (const [seconds, text] of durations) {
	test(`${seconds} seconds are \`${text}\``, (t) => t.is(formatDuration(seconds), text));
}
