/** Signatures of JPEG, PNG, GIF, WebP, TIFF, BigTIFF, and of AVIF among the kinds of its container. */
const signatures = /^(?:\xff\xd8\xff|\x89PNG|GIF8|RIFF.{4}WEBP|II[*+]\0|MM\0[*+]|.{4}ftyp.*?avi[fs])/s;

/**
 * Returns `true` if bytes begin as one of the formats that are read. Other formats of libvips stay out: SVG, which is
 * a program rather than a photo, and libvips' own files.
 */
export function isKnownFormat(bytes: Buffer): boolean {
	return signatures.test(bytes.toString('latin1', 0, 64));
}
