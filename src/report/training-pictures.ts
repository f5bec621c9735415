import type { DecodedEvent } from '../tensorboard/event.js';
import { type Html, html } from './html.js';
import { image, webPicture } from './web-picture.js';

/** Limit of steps with a picture, so that a page of some MB opens at once. */
const mostShown = 12;

/** Tag of the pictures that are drawn once. */
const views = 'pictures/views';

const meanings: Readonly<Record<string, string>> = {
	[views]: 'What the teacher and the student are shown',
	'pictures/reconstruction': 'What the student rebuilds of the corrupted view',
	'pictures/similarity': 'What the teacher takes for similar to the patch at the dot',
};

/** Pictures of the run's event files, with a slider through the steps of repeated ones. */
export async function trainingPictures(events: readonly DecodedEvent[]): Promise<Html | undefined> {
	const tags = [...new Set(events.flatMap(({ pictures }) => Object.keys(pictures)))];
	if (tags.length === 0) return undefined;

	const order = Object.keys(meanings);
	const sorted = tags.toSorted((a, b) => order.indexOf(b) - order.indexOf(a));
	const figures = await Promise.all(
		sorted.map((tag) => {
			const drawn = events.filter(({ pictures }) => Object.hasOwn(pictures, tag));
			return figure(
				Object.hasOwn(meanings, tag) ? meanings[tag]! : tag,
				tag === views ? drawn.slice(-1) : spread(drawn),
				tag,
			);
		}),
	);
	return html`<section id="pictures"><h2>Pictures</h2><div class="pictures">${figures}</div></section>`;
}

async function figure(title: string, events: readonly DecodedEvent[], tag: string): Promise<Html> {
	const frames = await Promise.all(
		events.map(async ({ step, pictures }) => ({ step, picture: await webPicture(pictures[tag]!.bytes) })),
	);
	const last = frames.length - 1;
	return html`<figure class="frames${tag === views ? ' whole' : ''}"><figcaption>${title}</figcaption>
${frames.map(({ step, picture }, i) => html`<div class="frame"${i < last && html` hidden`}>${image(picture, `${title}, step ${step}`)}</div>`)}
${last > 0 && html`<label><input type="range" min="0" max="${last}" value="${last}" data-steps="${JSON.stringify(frames.map(({ step }) => step))}"><output>step ${frames[last]!.step}</output></label>`}
</figure>`;
}

/** The first, the last, and others at equal distances. */
function spread<T>(items: readonly T[]): T[] {
	const count = Math.min(mostShown, items.length);
	return Array.from(
		{ length: count },
		(_, i) => items[Math.round((i * (items.length - 1)) / (count - 1 || 1))]!,
	);
}
