import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../../flow/thread.js';
import type { Encoder, EncoderOptions, EncoderUse, Encoding } from './encoder.js';
import type { EncoderAnswer, EncoderRequest } from './encoder-thread.js';
import type { NetworkInput } from './network-input.js';

/** An encoder whose network computes beside this thread. */
export interface ThreadedEncoder extends Pick<Encoder, 'patch' | 'description'>, AsyncDisposable {
	/** Takes the input's pixels away: they are empty afterwards. */
	readonly encode: (input: NetworkInput) => Promise<Pick<Encoding, 'patches'>>;
}

const module = new URL(`./encoder-thread${path.extname(import.meta.url)}`, import.meta.url);

/**
 * Opens an encoder in each of `count` threads: TensorFlow blocks the thread it is called from, and here another one is
 * free to resize and to measure meanwhile. Each photo goes to the thread that has the fewest waiting.
 *
 * @throws {Error} when the weights cannot be read
 */
export async function openThreadedEncoder(
	options: EncoderOptions,
	use: EncoderUse,
	count = 1,
): Promise<ThreadedEncoder> {
	const threads = Array.from({ length: count }, () => new EncoderThread(startThread(module)));
	const close = async () => {
		await Promise.all(threads.map((thread) => thread.close()));
	};
	try {
		const [{ opened }] = (await Promise.all(threads.map((thread) => thread.ask({ open: options, use })))) as [
			EncoderAnswer,
		];
		return {
			...opened!,
			encode: async ({ grid, pixels }) => {
				const thread = threads.reduce((least, each) => (each.waiting < least.waiting ? each : least));
				const { patches } = await thread.ask({ encode: { grid, pixels } }, [pixels.buffer as ArrayBuffer]);
				return { patches: patches! };
			},
			[Symbol.asyncDispose]: close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}

interface Waiting {
	readonly resolve: (answer: EncoderAnswer) => void;
	readonly reject: (error: unknown) => void;
}

/** Asks a thread, which answers in the order of the requests. */
class EncoderThread {
	readonly #worker: Worker;
	readonly #waiting: Waiting[] = [];
	readonly #exit: Promise<unknown>;

	constructor(worker: Worker) {
		this.#worker = worker;
		this.#exit = new Promise((resolve) => worker.once('exit', resolve));
		worker.on('message', ({ error, ...answer }: EncoderAnswer) => {
			const request = this.#waiting.shift()!;
			if (error === undefined) request.resolve(answer);
			else request.reject(error);
		});
		const end = (error: unknown) => {
			for (const { reject } of this.#waiting.splice(0)) reject(error);
		};
		worker.on('error', end);
		worker.on('exit', () => end(new Error('The thread of the network has ended')));
	}

	/** Requests without an answer. */
	get waiting(): number {
		return this.#waiting.length;
	}

	ask(request: EncoderRequest, transferred: readonly ArrayBuffer[] = []): Promise<EncoderAnswer> {
		return new Promise((resolve, reject) => {
			this.#waiting.push({ resolve, reject });
			this.#worker.postMessage(request, transferred);
		});
	}

	async close(): Promise<void> {
		this.#worker.postMessage({ close: true } satisfies EncoderRequest);
		await this.#exit;
	}
}
