import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';

/** A folder with the given files, removed after the test. */
export function folderWith(t: ExecutionContext, files: Record<string, string | Uint8Array>): string {
	const folder = mkdtempSync(join(tmpdir(), 'mmc-test-'));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	for (const [name, content] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), content);
	}
	return folder;
}
