import { reportFile, writeReport } from '../report/write-report.js';
import { openRunFolder } from '../run/folder.js';
import { readProvenance } from '../run/provenance.js';
import { findPipeline } from './find/find-pipelines.js';

/**
 * Runs `mmc report RUN`: writes the page, also during a run or after a failure, and returns its path.
 *
 * @throws {Error} when the folder is not that of a run
 */
export async function reportCommand(run: string, pipelines: readonly string[]): Promise<string> {
	const { pipeline: name } = await readProvenance(run);
	// The options can be shown even without the pipeline's file.
	const found = await findPipeline(name, pipelines).catch(() => undefined);
	const folder = openRunFolder(run, { resume: true });
	await writeReport(folder, found?.pipeline);
	return folder.path(reportFile);
}
