/** What `npm test` does first: sets TensorFlow up where it is not there yet; instant when it is. */
import { setUpIfNeeded } from '../src/cli/setup.js';

await setUpIfNeeded();
