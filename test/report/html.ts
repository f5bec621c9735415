import test from 'ava';
import { html } from '../../src/report/html.js';
import { withCode } from '../../src/report/with-code.js';

test('what is put in is escaped, templates are not', (t) => {
	const name = `<img src=x onerror="alert('1')">&`;
	const { text } = html`<p title="${name}">${[html`<b>${name}</b>`, 3, ' ', undefined, false]}</p>`;
	const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;';
	t.is(text, `<p title="${escaped}"><b>${escaped}</b>3 </p>`);
});

test('names between backticks are code, and escaped all the same', (t) => {
	t.is(withCode('raise `a<b`, or `c`').text, 'raise <code>a&lt;b</code>, or <code>c</code>');
	t.is(withCode('plain').text, 'plain');
});
