import { type Html, html } from './html.js';

/** What stands between backticks as code: so options and files are named in meanings, definitions and messages. */
export function withCode(text: string): Html {
	return html`${text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
