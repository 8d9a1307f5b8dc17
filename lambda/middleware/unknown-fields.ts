import type { JsonSchema } from '../contract';
import { alternativesOf, asSchema, fieldSchema, itemSchema, resolveReference } from '../schema';

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

function visit(
  schema: JsonSchema | undefined,
  value: unknown,
  path: string,
  root: JsonSchema,
): UnknownField[] {
  if (!schema || typeof value !== 'object' || value === null) return [];
  const at = resolveReference(schema, root);
  const alternatives = alternativesOf(at);
  if (alternatives.length > 0) {
    // A value fits a union when it fits one of its members: the member that complains least speaks for all.
    const complaints = alternatives.map((alternative) => visit(alternative, value, path, root));
    return complaints.reduce((least, next) => (next.length < least.length ? next : least));
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      visit(itemSchema(at, index), item, join(path, String(index)), root),
    );
  }
  const names = Object.keys(asSchema(at.properties) ?? {});
  return Object.entries(value).flatMap(([name, child]) => {
    const field = join(path, name);
    if (names.includes(name) || at.additionalProperties !== false)
      return visit(fieldSchema(at, name), child, field, root);
    return [{ path: field, allowed: names }];
  });
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
