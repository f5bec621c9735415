/** Work of a thread of `openThreadedEncoder`: opens one encoder, and calls it for each input. */
import { moved } from '../../threads/moved.js';
import { type Encoder, type EncoderOptions, type EncoderUse, openEncoder } from './encoder.js';
import type { NetworkInput } from './network-input.js';

/** A task of the thread. The encoder is opened first and closed last. */
export type EncoderTask =
	| { readonly open: EncoderOptions; readonly use: EncoderUse }
	| { readonly encode: NetworkInput }
	| { readonly close: true };

/** The result of a task: `opened` of an opening, `patches` of an input. */
export interface EncoderResult {
	readonly opened?: Pick<Encoder, 'patch' | 'description'>;
	readonly patches?: Float32Array | Float64Array;
}

let encoder: Encoder | undefined;

export default async function work(task: EncoderTask): Promise<EncoderResult> {
	if ('open' in task) {
		encoder = await openEncoder(task.open, task.use);
		const { patch, description } = encoder;
		return { opened: { patch, description } };
	}

	if ('encode' in task) {
		const { patches } = encoder!.encode(task.encode);
		return moved({ patches }, [patches.buffer]);
	}

	encoder?.[Symbol.dispose]();
	encoder = undefined;
	return {};
}
