import test from 'ava';
import { findPipelines } from '../../src/cli/find-pipelines.js';
import { showPipeline } from '../../src/cli/show-pipeline.js';

test('every pipeline is shown without its required options', async (t) => {
	const found = await findPipelines([]);
	t.true(found.length > 5);
	for (const { name, pipeline } of found) {
		const shown = await showPipeline(name, { set: [], pipelines: [], mermaid: false });
		t.true(shown.startsWith(`${name}: ${pipeline.summary}`), name);
		t.regex(shown, /\nStages, .*\nOptions, /s, name);
	}
});
