/** What a person sees of a run while it goes on. */
import { createPlainView } from './plain.js';
import { createTerminalView } from './terminal.js';
import type { View, ViewOptions } from './view.js';

/** A live view on a terminal; plain lines, one record each, where the output is piped. */
export function createView({
	clock = () => performance.now() / 1000,
	environment = process.env,
	...options
}: ViewOptions): View {
	const isTerminal = options.stream.isTTY === true && environment.TERM !== 'dumb';
	if (!isTerminal) return createPlainView({ ...options, clock });
	// https://no-color.org: any value but the empty one.
	return createTerminalView({ ...options, clock, hasColour: !environment.NO_COLOR });
}
