import path from 'node:path';
import { type Html, html } from './html.js';
import { image, webPicture } from './web-picture.js';

/** Limit of pictures on a page, so that it opens at once. */
const mostPictures = 24;

/** Pictures that a pipeline left in its folder, such as overlays and heat maps. */
export async function folderPictures(folder: string, names: readonly string[]): Promise<Html | undefined> {
	if (names.length === 0) return undefined;
	const figures = await Promise.all(
		names.slice(0, mostPictures).map(async (name) => {
			const picture = await webPicture(path.join(folder, name));
			return html`<figure class="frames"><figcaption>${name}</figcaption>${image(picture, name)}</figure>`;
		}),
	);
	return html`<section id="pictures"><h2>Pictures</h2><div class="pictures">${figures}</div></section>`;
}
