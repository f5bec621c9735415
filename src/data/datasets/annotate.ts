import type { AnnotatedPhoto } from '../annotations.js';
import type { ClaimedSize, RecordedPhoto } from './record.js';

/** A photo with its decoded masks. */
export type Annotated<Photo extends RecordedPhoto> = Omit<Photo, 'readAnnotation' | 'claimed'> &
	Pick<AnnotatedPhoto, 'objects' | 'ignored'>;

/**
 * Decodes a photo's masks.
 *
 * @throws {RangeError} when the masks are not of the photo's size
 */
export async function annotatePhoto<Photo extends RecordedPhoto>({
	readAnnotation,
	claimed,
	...photo
}: Photo): Promise<Annotated<Photo>> {
	if (claimed) checkSize(photo, claimed);
	const { objects, ignored, ...annotation } = await readAnnotation();
	checkSize(photo, annotation);

	return ignored ? { ...photo, objects, ignored } : { ...photo, objects };
}

function checkSize(
	{ path, image }: Pick<RecordedPhoto, 'path' | 'image'>,
	{ width, height, source }: ClaimedSize,
) {
	if (image.width === width && image.height === height) return;

	throw new RangeError(
		`The masks in \`${source}\` are of ${width} × ${height} pixels, but \`${path}\` of ${image.width} × ` +
			`${image.height}: draw them at the photo's own size, and do not rotate it by its EXIF orientation`,
	);
}
