/** One side of a comparison: a process of its own that measures when it is told to, so that sides can take turns. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';

/** Message of a side that is ready. */
export interface Ready {
	/** Floating-point operations of one measured unit's matrix products, in 10⁹, where that makes sense. */
	readonly gflop?: number;
}

/** Message of a side at its end. */
export interface Facts {
	/** Greatest resident memory, in MB. */
	readonly peakMB: number;
	/** Counts of a case beside its values, such as the share of time spent waiting. */
	readonly [fact: string]: number;
}

export class Contender {
	readonly #child: ChildProcess;
	readonly #lines: AsyncIterator<string>;
	readonly values: number[] = [];
	ready: Ready = {};
	facts: Facts = { peakMB: Number.NaN };

	constructor(
		readonly name: string,
		[command, ...args]: readonly [string, ...string[]],
		env: NodeJS.ProcessEnv = {},
	) {
		this.#child = spawn(command, args, {
			stdio: ['pipe', 'pipe', 'inherit'],
			env: { ...process.env, ...env },
		});
		const lines: Interface = createInterface(this.#child.stdout!);
		this.#lines = lines[Symbol.asyncIterator]();
	}

	/** Waits until everything is loaded, compiled and warm. */
	async warmUp(): Promise<void> {
		this.ready = (await this.#answer()) as Ready;
	}

	/** Measures once more. */
	async measure(): Promise<void> {
		this.values.push(...((await this.#ask('go')) as number[]));
	}

	async end(): Promise<void> {
		this.facts = (await this.#ask('end')) as Facts;
		if (this.#child.exitCode === null) await once(this.#child, 'exit');
	}

	/** Ends the process, whatever it does. */
	kill(): void {
		this.#child.kill('SIGKILL');
	}

	#ask(what: 'go' | 'end'): Promise<unknown> {
		this.#child.stdin!.write(`${what}\n`);
		return this.#answer();
	}

	async #answer(): Promise<unknown> {
		const { value, done } = await this.#lines.next();
		if (done) throw new Error(`\`${this.name}\` ended before it had answered: its error stands above`);
		return JSON.parse(value);
	}
}
