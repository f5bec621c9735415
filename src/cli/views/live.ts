/** View of a run in progress. */
import { createPlainView } from './plain.js';
import { createTerminalView } from './terminal.js';
import type { View, ViewOptions } from './view.js';

/** Creates a live view on a terminal, or plain lines, one record each, if the output is piped. */
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
