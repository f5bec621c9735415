import { type Html, html } from './html.js';

/** Marks text between backticks as code, since meanings, definitions and messages name options and files that way. */
export function withCode(text: string): Html {
	return html`${text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
