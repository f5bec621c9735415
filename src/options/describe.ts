/** A schema's options as flat rows, for `mmc show` and for the bounds and names in error messages. */
import { z } from 'zod';
import { isGroup, type OptionValues } from './settings.js';

/** One option as a user sees it. */
export interface OptionRow {
	/** Path, as in `--set path=value`. */
	readonly path: string;
	/** Type, such as `integer`, `vit-s | vit-b` or `[number, number]`. */
	readonly type: string;
	/** Default as a user would type it; `undefined` if there is none. */
	readonly default: string | undefined;
	readonly required: boolean;
	/** Range, such as `1 … 64`, `> 0`, or empty. */
	readonly range: string;
	readonly meaning: string;
	/** Condition, such as `kind=voc`: the only form of its group that has this option. Empty if it always applies. */
	readonly condition: string;
}

/** The part of JSON Schema that zod writes. */
interface JsonSchema {
	readonly type?: string | readonly string[];
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly required?: readonly string[];
	readonly anyOf?: readonly JsonSchema[];
	readonly oneOf?: readonly JsonSchema[];
	readonly allOf?: readonly JsonSchema[];
	readonly prefixItems?: readonly JsonSchema[];
	readonly items?: JsonSchema | false;
	readonly additionalProperties?: JsonSchema | boolean;
	readonly enum?: readonly unknown[];
	readonly const?: unknown;
	readonly default?: unknown;
	readonly description?: string;
	readonly pattern?: string;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly exclusiveMinimum?: number;
	readonly exclusiveMaximum?: number;
	readonly multipleOf?: number;
	readonly minLength?: number;
	readonly minItems?: number;
	readonly maxItems?: number;
}

/** Position of the walk: the option's path, its default as set from outside, and whether it is required. */
interface Place {
	readonly path: string;
	readonly preset: unknown;
	readonly required: boolean;
	readonly meaning: string;
}

/**
 * Lists every option of a schema in the schema's order, groups flattened to dotted paths.
 *
 * @param preset - values that stand for the schema's defaults, as a pipeline's `preset` does
 */
export function describeOptions(schema: z.ZodType, preset: OptionValues = {}): readonly OptionRow[] {
	const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
	return mergeRows(walk(root, { path: '', preset, required: true, meaning: '' }));
}

/** A row of one of the `forms` that a group may take. */
interface VariantRow extends OptionRow {
	readonly forms?: number;
}

function walk(schema: JsonSchema, place: Place): VariantRow[] {
	const preset = withDefault(schema, place.preset);
	const meaning = schema.description ?? place.meaning;
	if (schema.properties !== undefined) {
		return Object.entries(schema.properties).flatMap(([key, property]) =>
			walk(property, {
				path: place.path === '' ? key : `${place.path}.${key}`,
				preset: isGroup(preset) ? preset[key] : undefined,
				required: place.required && (schema.required ?? []).includes(key),
				meaning: '',
			}),
		);
	}

	const variants = schema.oneOf ?? schema.anyOf ?? [];
	if (variants.some(isGroupSchema)) {
		return walkVariants(variants, { ...place, preset, meaning });
	}

	return [
		{
			path: place.path,
			type: typeName(schema),
			default: asTyped(preset),
			required: place.required && preset === undefined,
			range: range(schema),
			meaning,
			condition: '',
		},
	];
}

/** A group with several forms, told apart by a key with a fixed value: each row says which forms have it. */
function walkVariants(variants: readonly JsonSchema[], place: Place): VariantRow[] {
	return variants.flatMap((variant) => {
		const rows = walk(variant, place);
		const tags = Object.entries(variant.properties ?? {}).filter(
			([, property]) => property.const !== undefined,
		);
		if (tags.length === 0) return rows;
		const condition = tags.map(([key, property]) => `${key}=${property.const}`).join(', ');
		return rows.map((row) => ({ ...row, condition, forms: variants.length }));
	});
}

/** Rows of one path, from the forms of a group, become one. */
function mergeRows(rows: readonly VariantRow[]): OptionRow[] {
	return unique(rows.map((row) => row.path)).map((path) => {
		const same = rows.filter((row) => row.path === path);
		const { forms = 1, ...first } = same[0]!;
		const conditions = unique(same.map((row) => row.condition));
		return {
			...first,
			type: unique(same.map((row) => row.type)).join(' | '),
			range: unique(same.map((row) => row.range)).join(' or '),
			meaning: same.find((row) => row.meaning !== '')?.meaning ?? '',
			condition: forms > conditions.length ? conditions.join(' or ') : '',
		};
	});
}

/** A group's default gives way, key by key, to what stands outside it. */
function withDefault(schema: JsonSchema, preset: unknown): unknown {
	if (preset === undefined) return schema.default;
	if (isGroup(preset) && isGroup(schema.default)) return { ...schema.default, ...preset };
	return preset;
}

/** Formats a value as typed. Text is unquoted unless a shell or a reader would take it for something else. */
export function asTyped(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

function isGroupSchema(schema: JsonSchema): boolean {
	return schema.properties !== undefined;
}

function typeName(schema: JsonSchema): string {
	const variants = schema.anyOf ?? schema.oneOf;
	if (variants !== undefined) return unique(variants.map(typeName)).join(' | ');
	if (schema.allOf !== undefined) return typeName(schema.allOf[0]!);
	if (schema.enum !== undefined) return schema.enum.map(String).join(' | ');
	if (schema.const !== undefined) return String(schema.const);
	if (schema.prefixItems !== undefined) return `[${schema.prefixItems.map(typeName).join(', ')}]`;
	const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['any']);
	return types.map((type) => plainType(type, schema)).join(' | ');
}

function plainType(type: string, schema: JsonSchema): string {
	if (type === 'string') return 'text';
	if (type === 'boolean') return 'true | false';
	if (type === 'array') return `[${schema.items ? typeName(schema.items) : 'any'}, …]`;
	if (type === 'object') {
		const { additionalProperties: values } = schema;
		return `{name: ${typeof values === 'object' ? typeName(values) : 'any'}, …}`;
	}

	return type;
}

function range(schema: JsonSchema): string {
	const variants = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
	const parts = [
		bounds(schema),
		schema.multipleOf === undefined ? '' : `multiple of ${schema.multipleOf}`,
		schema.pattern === undefined ? '' : `matching /${schema.pattern}/`,
		schema.minLength ? 'not empty' : '',
		schema.prefixItems === undefined ? counts(schema) : '',
		...unique([...variants, ...(schema.prefixItems ?? [])].map(range)),
		schema.items ? range(schema.items) : '',
	];
	return parts.filter(Boolean).join(', ');
}

function bounds(schema: JsonSchema): string {
	const low = schema.exclusiveMinimum ?? -Infinity;
	const high = schema.exclusiveMaximum ?? Infinity;
	// Zod gives every integer the safe integers as bounds, which tell nobody anything.
	const minimum = schema.minimum === Number.MIN_SAFE_INTEGER ? -Infinity : (schema.minimum ?? -Infinity);
	const maximum = schema.maximum === Number.MAX_SAFE_INTEGER ? Infinity : (schema.maximum ?? Infinity);
	const least = low >= minimum ? [low, '>'] : [minimum, '≥'];
	const most = high <= maximum ? [high, '<'] : [maximum, '≤'];
	if (least[1] === '≥' && most[1] === '≤' && least[0] !== -Infinity && most[0] !== Infinity) {
		return `${minimum} … ${maximum}`;
	}

	return [least, most]
		.filter(([bound]) => Number.isFinite(bound))
		.map(([bound, sign]) => `${sign} ${bound}`)
		.join(' and ');
}

function counts({ minItems, maxItems }: JsonSchema): string {
	if (minItems !== undefined && maxItems !== undefined) return `${minItems} … ${maxItems} items`;
	if (minItems !== undefined) return `${minItems} or more items`;
	return maxItems === undefined ? '' : `${maxItems} items at most`;
}

function unique(texts: readonly string[]): string[] {
	return [...new Set(texts)];
}
