/**
 * Reads each tensor of the file that it is given, then loads the network in it, and prints the most memory in bytes that
 * the process has had at once: at the start, after reading, after loading.
 */
import { openBackend } from '../../src/nn/backend/backend.js';
import { loadVit } from '../../src/nn/files/load-vit.js';
import { openTensors } from '../../src/nn/files/open-tensors.js';

const [file] = process.argv.slice(2) as [string];
const peak = () => process.resourceUsage().maxRSS * 1024;

await openBackend();
const start = peak();
const opened = await openTensors(file);
for (const name of opened.tensors.keys()) await opened.read(name);
await opened.close();
const reading = peak();
const { weights } = await loadVit(file);
console.log(JSON.stringify({ start, reading, loading: peak(), tensors: Object.keys(weights).length }));
