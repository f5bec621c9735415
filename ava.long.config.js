/** `npm run test:long`: what takes minutes by its nature. */
import usual from './ava.config.js';

export default { ...usual, files: ['test/**/*.long.ts'], timeout: '20m' };
