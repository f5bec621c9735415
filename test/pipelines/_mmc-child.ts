/** `mmc` in a process that has loaded everything before it is told its arguments. */
import { main } from '../../src/cli.js';
import { openBackend } from '../../src/nn/backend.js';
import '../../pipelines/pretrain.js';

await openBackend();
process.once('message', async (args: readonly string[]) => {
	process.disconnect();
	await main(args);
});
process.send!('ready');
