import { cosineRows } from '../features/similarity.js';
import type { EmbeddedPhoto, FeatureGrid } from '../items.js';
import { countPerPatch, majorityPatches, patchSizes } from '../map/patch-grid.js';
import type { EvaluationRecord } from '../statistics/records.js';
import { binOf, histogramBins, type MatchedCosines, RingPairs } from './ring-pairs.js';

/** Cosines of many pairs of patches. */
export interface PairCosines {
	readonly pairs: number;
	readonly sum: number;
	readonly sumOfSquares: number;
	/** Numbers of pairs in 200 equal bins on [−1, 1]. */
	readonly histogram: readonly number[];
}

/** Kinds of patches that an object's patches are paired with. */
export const pairings = ['intra', 'inter', 'interObject', 'interBackground', 'interSameClass'] as const;
/** Kind of a pair of patches, by their regions. */
export type Pairing = (typeof pairings)[number];

/** Similarity of an object's patches to one another and to the rest of the photo. */
export interface SimilarityRecord extends EvaluationRecord {
	readonly image: string;
	readonly instance: string;
	readonly class: string;
	/** Number of its patches, at least two. */
	readonly patches: number;
	/**
	 * `intra`: unordered pairs within the object. `inter`: with every patch outside it; of those, `interObject` belong
	 * to another object, `interBackground` to none, and `interSameClass` to another object of its class.
	 */
	readonly cosines: Readonly<Record<Pairing, PairCosines>>;
	/** `intra` and `inter` at equal distances; absent from records of earlier versions. */
	readonly atDistance?: MatchedCosines;
}

/**
 * Compares the patches of each object of a photo. A patch belongs to an object when more than half of its pixels do;
 * patches more than half ignored are compared with nothing outside their object. Objects with fewer than two patches
 * are left out.
 */
export function comparePatches(photo: EmbeddedPhoto): SimilarityRecord[] {
	const { features, image } = photo;
	const sizes = patchSizes(image, features);
	const owned = photo.objects.map(({ mask }) => majorityPatches(countPerPatch(mask, image, features), sizes));
	const ignored = photo.ignored ? majorityPatches(countPerPatch(photo.ignored, image, features), sizes) : [];
	const belongs = membership(owned, sizes.length);
	return photo.objects.flatMap((object, o) => {
		if (owned[o]!.length < 2) return [];

		const isSameClass = (other: number) => photo.objects[other]!.class === object.class;
		const compared = pairObject(features, owned[o]!, (j): readonly Pairing[] => {
			if (ignored.includes(j)) return [];
			if (belongs[j]!.length === 0) return ['inter', 'interBackground'];
			return belongs[j]!.some(isSameClass)
				? ['inter', 'interObject', 'interSameClass']
				: ['inter', 'interObject'];
		});
		return [
			{
				position: photo.position,
				image: photo.name,
				instance: object.id,
				class: object.class,
				patches: owned[o]!.length,
				...compared,
			},
		];
	});
}

/** Objects of each patch; there may be several, since masks may overlap. */
function membership(owned: readonly (readonly number[])[], patches: number): number[][] {
	const objects = Array.from({ length: patches }, (): number[] => []);
	for (const [o, its] of owned.entries()) for (const j of its) objects[j]!.push(o);
	return objects;
}

function pairObject(
	features: FeatureGrid,
	patches: readonly number[],
	pairingsOf: (j: number) => readonly Pairing[],
): Required<Pick<SimilarityRecord, 'cosines' | 'atDistance'>> {
	const totals: Record<Pairing, Totals> = {
		intra: new Totals(),
		inter: new Totals(),
		interObject: new Totals(),
		interBackground: new Totals(),
		interSameClass: new Totals(),
	};
	const ringPairs = new RingPairs(patches, features);
	const count = features.rows * features.columns;
	const rank = new Int32Array(count).fill(-1); // place among the object's patches
	for (const [i, patch] of patches.entries()) rank[patch] = i;
	const outside = Array.from({ length: count }, (_, j) => (rank[j]! < 0 ? pairingsOf(j) : []));

	const rows = cosineRows(features, patches);
	for (let i = 0; i < patches.length; i++) {
		for (let j = 0; j < count; j++) {
			const cosine = rows[i * count + j]!;
			if (rank[j]! > i) {
				totals.intra.add(cosine);
				ringPairs.addIntra(patches[i]!, j, cosine);
			}
			if (outside[j]!.length > 0) ringPairs.addInter(patches[i]!, j, cosine);
			for (const pairing of outside[j]!) totals[pairing].add(cosine);
		}
	}
	return { cosines: totals, atDistance: ringPairs.match() };
}

class Totals implements PairCosines {
	pairs = 0;
	sum = 0;
	sumOfSquares = 0;
	readonly histogram = new Array<number>(histogramBins).fill(0);

	add(cosine: number): void {
		this.histogram[binOf(cosine)]!++;
		this.pairs++;
		this.sum += cosine;
		this.sumOfSquares += cosine * cosine;
	}
}
