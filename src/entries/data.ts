/** Photos: finding, reading and decoding them, data sets and their annotations, views, corruption. */

// Files and their order

export { photosAhead } from '../data/decoding/photos-ahead.js';
export { type FindOptions, findFiles, findImages } from '../data/listing/find.js';
export { ImageList, type ListedFolder } from '../data/listing/image-list.js';
export { type Images, imageFiles } from '../data/listing/shuffled.js';
export { packageRoot } from '../run/package.js';
export { type DuplicateOptions, dropDuplicates } from '../training/drop-duplicates.js';

// Decoding

export { type DecodeOptions, decode } from '../../stages/input/decode.js';
export { decodeImage, defaultMaxPixels } from '../data/decoding/decode.js';

// Data sets

export { annotate } from '../../stages/input/annotate.js';
export { annotateFrame } from '../../stages/input/annotate-frame.js';
export {
	openVideos,
	type VideoOptions,
	type Videos,
	videoFrames,
	videoOptions,
} from '../data/datasets/frames.js';
export { memoryFirst } from '../data/datasets/memory-first.js';
export { type DatasetOptions, datasetOptions, openDataset } from '../data/datasets/open.js';
export { datasetRecords } from '../data/datasets/records.js';
export {
	type ClassFolderOptions,
	classFolderOptions,
	type LabelledFile,
	labelledFiles,
} from '../data/listing/class-folders.js';

// Views and corruption

export {
	type AugmentViewsOptions,
	type AugmentViewsWork,
	augmentViews,
	augmentViewsOptions,
} from '../../stages/input/augment-views.js';
export { type MaskPatchesOptions, maskPatches, maskPatchesOptions } from '../../stages/input/mask-patches.js';

// Pictures of views

export { drawViews } from '../../stages/sheets/draw-views.js';
export { type WrittenSheets, writeContactSheets } from '../../stages/sheets/write-contact-sheets.js';
export type { Cell, ContactSheetRow } from '../draw/contact-sheet.js';
export { fitInto } from '../draw/scale.js';
export { viewColumns } from '../draw/view-row.js';

// Items

export type { AnnotatedFrame, AnnotatedPhoto, FramePlace, ObjectMask } from '../data/annotations.js';
export type { FrameRecord, RecordedFrame } from '../data/datasets/frames.js';
export type {
	Annotation,
	AnnotationRecord,
	ClaimedSize,
	Dataset,
	RecordedPhoto,
} from '../data/datasets/record.js';
export type {
	ByteRange,
	Corruption,
	Image,
	ImageFile,
	ImageSource,
	MaskedViews,
	Photo,
	Views,
} from '../data/items.js';
