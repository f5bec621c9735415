import type { RunFolder } from '../run/folder.js';
import { folderPictures } from './folder-pictures.js';
import type { OptionSource } from './options-section.js';
import { reportPage } from './page.js';
import { readRun } from './read-run.js';
import { trainingPictures } from './training-pictures.js';

export const reportFile = 'report.html';

/**
 * Writes `report.html`: a run as one page, from the content of its folder.
 *
 * @param pipeline for the defaults and meanings of the options; absent where it can't be found any more
 * @throws {Error} when the folder is not that of a run
 */
export async function writeReport(folder: RunFolder, pipeline: OptionSource | undefined): Promise<void> {
	const run = await readRun(folder.folder);
	const pictures = (await trainingPictures(run.pictured)) ?? (await folderPictures(run.folder, run.pictures));
	await folder.write(reportFile, reportPage(run, pipeline, pictures));
}
