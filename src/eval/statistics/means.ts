import type { Statistic } from '../../math/bootstrap.js';

/**
 * Weighted mean over objects, kept as one sum for each photo, so that any resampling of the photos can be computed.
 */
export class WeightedMean {
	readonly #sums: number[] = [];
	readonly #weights: number[] = [];

	/** Adds a value of the `photo`-th photo. NaN is left out: the object has no such value. */
	add(photo: number, value: number, weight: number): void {
		while (this.#sums.length <= photo) {
			this.#sums.push(0);
			this.#weights.push(0);
		}
		if (Number.isNaN(value)) return;

		this.#sums[photo]! += value * weight;
		this.#weights[photo]! += weight;
	}

	/** Objects with a value: Σ of the weights, which are 1 in all for each. */
	get count(): number {
		return Math.round(this.#weights.reduce((sum, weight) => sum + weight, 0));
	}

	/** Photos with a value. */
	get photos(): number {
		return this.#weights.filter((weight) => weight > 0).length;
	}

	readonly overObjects: Statistic = (times) => {
		let [sum, weights] = [0, 0];
		for (let i = 0; i < this.#sums.length; i++) {
			sum += times[i]! * this.#sums[i]!;
			weights += times[i]! * this.#weights[i]!;
		}
		return sum / weights;
	};

	/** The mean over photos of each photo's mean. */
	readonly overPhotos: Statistic = (times) => {
		let [sum, photos] = [0, 0];
		for (let i = 0; i < this.#sums.length; i++) {
			if (this.#weights[i] === 0) continue;

			sum += (times[i]! * this.#sums[i]!) / this.#weights[i]!;
			photos += times[i]!;
		}
		return sum / photos;
	};
}

interface ClassTotals {
	readonly photos: number[];
	readonly sums: number[];
	readonly weights: number[];
}

/** The mean over classes of each class's mean over its objects. A class without an object is left out. */
export class ClassMean {
	readonly #classes = new Map<string, ClassTotals>();

	/** Adds a value; photos must come in ascending order. */
	add(name: string, photo: number, value: number, weight: number): void {
		const totals = this.#classes.get(name) ?? { photos: [], sums: [], weights: [] };
		this.#classes.set(name, totals);
		if (totals.photos.at(-1) !== photo) {
			totals.photos.push(photo);
			totals.sums.push(0);
			totals.weights.push(0);
		}
		const last = totals.photos.length - 1;
		totals.sums[last]! += value * weight;
		totals.weights[last]! += weight;
	}

	get count(): number {
		return this.#classes.size;
	}

	readonly overClasses: Statistic = (times) => {
		let [total, classes] = [0, 0];
		for (const { photos, sums, weights } of this.#classes.values()) {
			let [sum, weight] = [0, 0];
			for (const [i, photo] of photos.entries()) {
				sum += times[photo]! * sums[i]!;
				weight += times[photo]! * weights[i]!;
			}
			if (weight === 0) continue;

			total += sum / weight;
			classes++;
		}
		return total / classes;
	};
}
