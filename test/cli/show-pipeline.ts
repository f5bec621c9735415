import test from 'ava';
import { findPipelines } from '../../src/cli/find/find-pipelines.js';
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

test('a preset’s values are shown as what the options begin with, and an unknown one is refused by name', async (t) => {
	const flags = { pipelines: [], mermaid: false };
	const shown = await showPipeline('pretrain', { ...flags, set: ['preset=laptop', 'epochs=3'] });
	t.regex(shown, /\n {2}model\.size +micro +preset /);
	t.regex(shown, /\n {2}epochs +3 /);
	t.regex(shown, /\n {2}steps +– /, 'given epochs take the place of the preset’s steps');
	t.regex(shown, /\nPreset: laptop, .*\d+ minutes/);
	await t.throwsAsync(showPipeline('pretrain', { ...flags, set: ['preset=lptop'] }), {
		message: /Option `preset`: expected laptop, got `lptop`/,
	});
});
