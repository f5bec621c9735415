/** `mmc`, as built into the folder given, in a process that has loaded everything before it is told its arguments. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { poison } from './_poison.js';

const load = (file) => import(pathToFileURL(path.join(process.argv[2], file)));

const { main } = await load('src/cli.js');
const { openBackend } = await load('src/nn/backend/backend.js');
await load('pipelines/pretrain.js');
await openBackend();
if (process.env.MMC_TEST_POISONS) {
	const [{ Worker }, { tf }] = [await load('src/flow/worker.js'), await load('src/nn/tf/tf.js')];
	poison({ Worker, tf }, JSON.parse(process.env.MMC_TEST_POISONS));
}
process.once('message', async (args) => {
	process.disconnect();
	await main(args);
});
process.send('ready');
