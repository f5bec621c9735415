import type { ShardFrame, WrittenShard } from '../../src/eval/segment/shards.js';
import { type EvaluationRecord, encodeRecord } from '../../src/eval/statistics/records.js';
import type { Resource } from '../../src/flow/resource.js';
import type { Sink } from '../../src/flow/sink.js';
import type { RunFolder } from '../../src/run/folder.js';

/**
 * Writes each record to the run's folder, and at the end `shard.json`, which identifies the part and the evaluation:
 * all that `mmc merge` needs. There is no `summary.json`, since a part could be mistaken for the whole.
 *
 * @param file that the records are kept in
 */
export function writeShard(
	folder: RunFolder,
	file: string,
	frame: Resource<ShardFrame>,
): Sink<EvaluationRecord, WrittenShard> {
	return {
		name: 'write-shard',
		types: 'EvaluationRecord → WrittenShard',
		needsAll: true,
		uses: [frame],
		open: () => {
			let records = 0;
			return {
				write(record) {
					folder.append(file, encodeRecord(record));
					return { done: ++records, unit: 'object' };
				},
				async result() {
					const written = { ...frame.value, file, records };
					await folder.writeJson('shard.json', written);
					return { folder: folder.folder, ...written };
				},
			};
		},
	};
}
