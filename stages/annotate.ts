import type { Annotation, RecordedPhoto } from '../src/data/datasets/record.js';
import type { AnnotatedPhoto } from '../src/eval/items.js';
import { map, type Stage } from '../src/flow/stage.js';

/**
 * Decodes the masks of a photo of a data set.
 *
 * @throws {RangeError} when the masks are not of the photo's size
 */
export const annotate: Stage<RecordedPhoto, AnnotatedPhoto> = map('annotate', annotatePhoto, {
	types: 'RecordedPhoto → AnnotatedPhoto',
});

async function annotatePhoto({ readAnnotation, ...photo }: RecordedPhoto): Promise<AnnotatedPhoto> {
	const { objects, ignored, ...annotation } = await readAnnotation();
	checkSize(photo, annotation);

	return ignored ? { ...photo, objects, ignored } : { ...photo, objects };
}

function checkSize(
	{ path, image }: Pick<RecordedPhoto, 'path' | 'image'>,
	annotation: Omit<Annotation, 'objects'>,
) {
	const { width, height, source } = annotation;
	if (image.width === width && image.height === height) return;

	throw new RangeError(
		`The masks in \`${source}\` are of ${width} × ${height} pixels, but \`${path}\` of ${image.width} × ` +
			`${image.height}: draw them at the photo's own size, and do not rotate it by its EXIF orientation`,
	);
}
