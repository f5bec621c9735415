/** The standard output and error, which a reader may close, and a full disk may have no room for. */

/**
 * Keeps a lost output from ending the process: hours of training must not end with the program that showed them, as in
 * `mmc run pretrain | head`. Also keeps a file of the greatest size that is allowed from ending it (`ulimit -f`): the
 * write fails.
 *
 * @param isAllThatIsAsked true for a command that only prints: it fails where its output could not be written, but for a
 * reader that had enough
 */
export function tolerateLostOutput(isAllThatIsAsked: boolean): void {
	process.stderr.on('error', () => {});
	process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
		if (!isAllThatIsAsked || code === 'EPIPE' || process.exitCode === lostOutput) return;
		process.exitCode = lostOutput;
		process.stderr.write(`The output can't be written: ${message}\n`);
		// The command sets its own code when it is done.
		process.once('exit', () => {
			process.exitCode = lostOutput;
		});
	});
	process.on('SIGXFSZ', () => {});
}

const lostOutput = 1;
