import type { JsonSchema } from './contract';

/** Reading a JSON Schema as data: the few keywords that zod writes. */

export function asSchema(value: unknown): JsonSchema | undefined {
  return isSchema(value) ? value : undefined;
}

/**
 * The schemas and everything that they say of the same place: what they refer to, the members of their unions
 * and intersections, and so on. Each is there once, also where a schema leads back to itself.
 */
export function everythingAbout(schemas: Iterable<JsonSchema>, root: JsonSchema): Set<JsonSchema> {
  const all = new Set(schemas);
  for (const schema of all)
    for (const part of [...alternativesOf(schema, root), ...asSchemas(schema.allOf)]) all.add(part);
  return all;
}

/** What a value has to fit one of: the members of a union and of the unions in it; or the schema alone. */
export function membersOf(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  const all = new Set([schema]);
  for (const each of all) for (const part of alternativesOf(each, root)) all.add(part);
  return [...all].filter((each) => alternativesOf(each, root).length === 0);
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

/** What a schema stands for: the one that it refers to, or the members of its union; or nothing but itself. */
function alternativesOf(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  if (typeof schema.$ref === 'string') return [resolveReference(schema.$ref, root)];
  return [...asSchemas(schema.anyOf), ...asSchemas(schema.oneOf)];
}

/** What a JSON pointer leads to within its document. A reference to nothing says nothing. */
function resolveReference(reference: string, root: JsonSchema): JsonSchema {
  const path = reference.split('/').slice(1).map(unescapePointer);
  return path.reduce<JsonSchema | undefined>((at, key) => asSchema(at?.[key]), root) ?? {};
}

function unescapePointer(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

function asSchemas(value: unknown): readonly JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
