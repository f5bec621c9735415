import { type Backend, openBackend } from '../../src/nn/backend/backend.js';

/** For `test.before(useBackend)`: TensorFlow if it is set up, else wasm, or what `MMC_BACKEND` says. */
export function useBackend(): Promise<Backend> {
	return openBackend();
}
