/** First step of `npm test`: sets TensorFlow up if it is not there yet; instant when it is. */
import { setUpIfNeeded } from '../src/cli/setup.js';

await setUpIfNeeded();
