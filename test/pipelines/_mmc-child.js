/** `mmc`, as built into the folder given, in a process that has loaded everything before it is told its arguments. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const load = (file) => import(pathToFileURL(path.join(process.argv[2], file)));

const { main } = await load('src/cli.js');
const { openBackend } = await load('src/nn/backend.js');
await load('pipelines/pretrain.js');
await openBackend();
process.once('message', async (args) => {
	process.disconnect();
	await main(args);
});
process.send('ready');
