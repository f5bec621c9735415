import { type ImageList, ImageListBuilder, imageList } from './image-list.js';

/** Merges lists of files in code-unit order into one in that order, with each file once. */
export function merge(lists: readonly ImageList[]): ImageList {
	if (lists.length < 2) return lists[0] ?? imageList([]);
	const half = lists.length >> 1;
	return mergeTwo(merge(lists.slice(0, half)), merge(lists.slice(half)));
}

function mergeTwo(left: ImageList, right: ImageList): ImageList {
	const merged = new ImageListBuilder();
	const pathAt = (list: ImageList, place: number) => (place < list.length ? list.at(place).path : undefined);
	let [i, j] = [0, 0];
	let [a, b] = [pathAt(left, i), pathAt(right, j)];
	while (a !== undefined || b !== undefined) {
		const isLeft = b === undefined || (a !== undefined && a <= b);
		const isRight = a === undefined || (b !== undefined && b <= a);
		merged.add({ path: (isLeft ? a : b)! });
		if (isLeft) a = pathAt(left, ++i);
		if (isRight) b = pathAt(right, ++j);
	}

	return merged.finish();
}
