/** What runs in the thread of `openThreadedEncoder`: opens one encoder, and answers each request in its turn. */
import { parentPort } from 'node:worker_threads';
import { type Encoder, type EncoderOptions, type EncoderUse, openEncoder } from './encoder.js';
import type { NetworkInput } from './network-input.js';

export type EncoderRequest =
	| { readonly open: EncoderOptions; readonly use: EncoderUse }
	| { readonly encode: NetworkInput }
	| { readonly close: true };

export interface EncoderAnswer {
	readonly opened?: Pick<Encoder, 'patch' | 'description'>;
	readonly patches?: Float32Array | Float64Array;
	/** Of the request, which then has no other answer. */
	readonly error?: unknown;
}

let encoder: Encoder | undefined;
let last: Promise<void> = Promise.resolve();
parentPort!.on('message', (request: EncoderRequest) => {
	last = last.then(() => answer(request)).catch((error) => send({ error }));
});

async function answer(request: EncoderRequest): Promise<void> {
	if ('open' in request) {
		encoder = await openEncoder(request.open, request.use);
		const { patch, description } = encoder;
		send({ opened: { patch, description } });
	} else if ('encode' in request) {
		const { patches } = encoder!.encode(request.encode);
		send({ patches }, [patches.buffer as ArrayBuffer]);
	} else {
		encoder?.[Symbol.dispose]();
		parentPort!.close();
	}
}

function send(message: EncoderAnswer, transferred: readonly ArrayBuffer[] = []): void {
	parentPort!.postMessage(message, transferred);
}
