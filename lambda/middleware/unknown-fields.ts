import type { JsonSchema } from '../contract';

export interface UnknownField {
  readonly path: string;
  /** The names the schema knows at that place. */
  readonly allowed: readonly string[];
}

/**
 * Fields that the schema closes out, at any depth. zod drops them in silence, and a model that misspells an
 * optional field would get an answer to another question.
 */
export function unknownFields(schema: JsonSchema, value: unknown): UnknownField[] {
  return visit(schema, value, '', schema);
}

function visit(schema: JsonSchema, value: unknown, path: string, root: JsonSchema): UnknownField[] {
  const target = resolve(schema, root);
  const alternatives = asSchemas(target.anyOf) ?? asSchemas(target.oneOf);
  if (alternatives) {
    // A value fits a union when it fits one of its members: the member that complains least speaks for all.
    const complaints = alternatives.map((alternative) => visit(alternative, value, path, root));
    return complaints.reduce((least, next) => (next.length < least.length ? next : least));
  }
  if (Array.isArray(value)) {
    const prefix = asSchemas(target.prefixItems) ?? [];
    return value.flatMap((item, index) => {
      const schemaOfItem = prefix[index] ?? asSchema(target.items);
      return schemaOfItem ? visit(schemaOfItem, item, join(path, String(index)), root) : [];
    });
  }
  if (typeof value !== 'object' || value === null) return [];
  const properties = asSchema(target.properties) ?? {};
  return Object.entries(value).flatMap(([name, child]) => {
    const at = join(path, name);
    const known = asSchema(Object.hasOwn(properties, name) ? properties[name] : target.additionalProperties);
    if (known) return visit(known, child, at, root);
    const closed = target.additionalProperties === false && !Object.hasOwn(properties, name);
    return closed ? [{ path: at, allowed: Object.keys(properties) }] : [];
  });
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const { $ref: reference } = schema;
  if (typeof reference !== 'string') return schema;
  const target = reference
    .split('/')
    .slice(1)
    .reduce<JsonSchema | undefined>((at, key) => at && asSchema(at[key]), root);
  return target ?? schema;
}

function asSchema(value: unknown): JsonSchema | undefined {
  return isSchema(value) ? value : undefined;
}

function asSchemas(value: unknown): readonly JsonSchema[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value.filter(isSchema) : undefined;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
