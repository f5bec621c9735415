/**
 * Numbers of a line of `metrics.jsonl` by tag: `train/loss`, and `health/rankMe` of `{ health: { rankMe } }`.
 * TensorBoard groups tags by the part before the slash.
 */
export function scalarsOf(line: object): Record<string, number> {
	const scalars: Record<string, number> = {};
	const visit = (group: string, value: unknown, name: string) => {
		if (typeof value === 'number') scalars[`${group}/${name}`] = value;
		else if (typeof value === 'object' && value !== null) {
			const inner = group === 'train' ? name : `${group}/${name}`;
			for (const [key, part] of Object.entries(value)) visit(inner, part, key);
		}
	};
	const { step, ...rest } = line as { step?: unknown };
	for (const [name, value] of Object.entries(rest)) visit('train', value, name);
	return scalars;
}
