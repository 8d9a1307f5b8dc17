import type { JsonSchema } from './contract';

/** Reading a JSON Schema as data: the few keywords that zod writes. */

export function asSchema(value: unknown): JsonSchema | undefined {
  return isSchema(value) ? value : undefined;
}

export function asSchemas(value: unknown): readonly JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

/** The schema that `$ref` names within its document, or the schema itself. */
export function resolveReference(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (typeof schema.$ref !== 'string') return schema;
  const path = schema.$ref.split('/').slice(1);
  return path.reduce<JsonSchema | undefined>((at, key) => asSchema(at?.[key]), root) ?? schema;
}

/** The members of a union, or nothing. */
export function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  const any = asSchemas(schema.anyOf);
  return any.length > 0 ? any : asSchemas(schema.oneOf);
}

/** What the schema says of an object's field: its own schema, or that of fields it does not name. */
export function fieldSchema(schema: JsonSchema, name: string): JsonSchema | undefined {
  const properties = asSchema(schema.properties) ?? {};
  return asSchema(Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties);
}

/** What the schema says of an array's item. */
export function itemSchema(schema: JsonSchema, index: number): JsonSchema | undefined {
  return asSchemas(schema.prefixItems)[index] ?? asSchema(schema.items);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
