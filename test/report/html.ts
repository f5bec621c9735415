import test from 'ava';
import { html } from '../../src/report/html.js';

test('what is put in is escaped, templates are not', (t) => {
	const name = `<img src=x onerror="alert('1')">&`;
	const { text } = html`<p title="${name}">${[html`<b>${name}</b>`, 3, ' ', undefined, false]}</p>`;
	const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;';
	t.is(text, `<p title="${escaped}"><b>${escaped}</b>3 </p>`);
});
