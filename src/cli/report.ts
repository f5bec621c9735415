import { reportFile, writeReport } from '../report/write-report.js';
import { openRunFolder } from '../run/folder.js';
import { readProvenance } from '../run/provenance.js';
import { findPipeline } from './find/find-pipelines.js';

/**
 * `mmc report RUN`: writes the page anew, also of a run that goes on or has failed, and returns its path.
 *
 * @throws {Error} when the folder is not that of a run
 */
export async function reportCommand(run: string, pipelines: readonly string[]): Promise<string> {
	const { pipeline: name } = await readProvenance(run);
	// Without the pipeline's file the options can be shown all the same.
	const found = await findPipeline(name, pipelines).catch(() => undefined);
	const folder = openRunFolder(run, { resume: true });
	await writeReport(folder, found?.pipeline);
	return folder.path(reportFile);
}
