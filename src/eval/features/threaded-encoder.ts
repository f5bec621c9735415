import path from 'node:path';
import { SHARE_ENV } from 'node:worker_threads';
import { ThreadPool } from '../../threads/thread-pool.js';
import type { Encoder, EncoderOptions, EncoderUse, Encoding } from './encoder.js';
import type { EncoderResult, EncoderTask } from './encoder-thread.js';
import type { NetworkInput } from './network-input.js';

/** An encoder whose network computes in other threads. */
export interface ThreadedEncoder extends Pick<Encoder, 'patch' | 'description'>, AsyncDisposable {
	/** Encodes an input. Its pixels move to the thread and are empty afterwards. */
	readonly encode: (input: NetworkInput) => Promise<Pick<Encoding, 'patches'>>;
}

const module = new URL(`./encoder-thread${path.extname(import.meta.url)}`, import.meta.url);

/**
 * Opens an encoder in each of `count` threads. TensorFlow blocks the thread that calls it, so this thread stays free
 * to resize and to measure. Each photo goes to the first free thread.
 *
 * @throws {Error} when the weights cannot be read
 */
export async function openThreadedEncoder(
	options: EncoderOptions,
	use: EncoderUse,
	count = 1,
): Promise<ThreadedEncoder> {
	// TensorFlow reads the process' own variables, which a thread's copy would not change.
	const pool = new ThreadPool<EncoderTask, EncoderResult>('computes the network', module, {
		count,
		env: SHARE_ENV,
	});
	// Free threads take one task each.
	const inEach = (task: EncoderTask) => Promise.all(Array.from({ length: count }, () => pool.run(task)));
	const close = async () => {
		// Otherwise the process would keep the memory of the weights. It fails if a thread has died.
		await inEach({ close: true }).catch(() => {});
		await pool[Symbol.asyncDispose]();
	};
	try {
		const [first] = await inEach({ open: options, use });
		return {
			...first!.opened!,
			encode: async ({ grid, pixels }) => {
				const { patches } = await pool.run({ encode: { grid, pixels } }, [pixels.buffer as ArrayBuffer]);
				return { patches: patches! };
			},
			[Symbol.asyncDispose]: close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}
