/**
 * Chooses the threshold of a network on one set of photos, for `segment` to use on another one: an evaluation at the
 * threshold that was best on the very photos it measures flatters the network.
 *
 *   mmc run tune --set dataset.part=even … --out runs/tuned
 *   mmc run segment --set dataset.part=odd … --set threshold.from=runs/tuned
 */

import { definePipeline } from '../src/run/pipeline.js';
import { thresholdOptions } from '../stages/segment/threshold.js';
import segment from './segment.js';

/**
 * Pipeline `tune`: the threshold of a network, chosen on other photos than those that `segment` then measures. Its
 * result is that of `segment`.
 */
export default definePipeline({
	name: 'tune',
	summary: 'Chooses the threshold that segment is to use, on other photos than those it measures.',
	options: segment.options.extend({ threshold: thresholdOptions.omit({ from: true }).prefault({}) }),
	build: segment.build,
	describe(result) {
		const described = segment.describe!(result);
		return 'shard' in result
			? described
			: `${described}\nUse its threshold with: mmc run segment --set threshold.from=${result.folder}`;
	},
});
