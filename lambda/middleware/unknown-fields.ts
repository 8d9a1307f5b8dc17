import type { JsonSchema } from '../contract';
import { asSchema, fieldSchema, itemSchema, membersOf } from '../schema';
import { likeness, type MembersOf } from './likeness';

export interface UnknownField {
  readonly path: string;
  /** The names the schema knows at that place. */
  readonly allowed: readonly string[];
}

/** An unknown field, and the object it is in. */
interface Found extends UnknownField {
  readonly holder: object;
}

/**
 * Fields that the schema closes out, at any depth. zod drops them in silence, and a model that misspells an
 * optional field would get an answer to another question.
 */
export function unknownFields(schema: JsonSchema, value: unknown): UnknownField[] {
  return new Search(schema).at(schema, value, '').map(({ path, allowed }) => ({ path, allowed }));
}

class Search {
  /**
   * What a schema finds in an object does not change. It is asked once, because the members of a recursive
   * union lead to the same places over and over: by the power of the depth.
   */
  private readonly found = new Map<object, Map<JsonSchema, Found[]>>();
  private readonly members = new Map<JsonSchema, readonly JsonSchema[]>();

  constructor(private readonly root: JsonSchema) {}

  at(schema: JsonSchema | undefined, value: unknown, path: string): Found[] {
    if (!schema || typeof value !== 'object' || value === null) return [];
    const bySchema = this.found.get(value) ?? new Map<JsonSchema, Found[]>();
    this.found.set(value, bySchema);
    const found = bySchema.get(schema) ?? this.look(schema, value, path);
    bySchema.set(schema, found);
    return found;
  }

  private look(schema: JsonSchema, value: object, path: string): Found[] {
    const members = this.membersOf(schema);
    if (members.includes(schema)) return this.inside(schema, value, path);
    const alike = mostAlike(members, value, (of) => this.membersOf(of));
    return leastOf(
      alike.map((member) => this.at(member, value, path)),
      value,
    );
  }

  private membersOf(schema: JsonSchema): readonly JsonSchema[] {
    const members = this.members.get(schema) ?? membersOf(schema, this.root);
    this.members.set(schema, members);
    return members;
  }

  private inside(schema: JsonSchema, value: object, path: string): Found[] {
    if (Array.isArray(value)) {
      return value.flatMap((item, index) =>
        this.at(itemSchema(schema, index), item, join(path, String(index))),
      );
    }
    const names = Object.keys(asSchema(schema.properties) ?? {});
    return Object.entries(value).flatMap(([name, child]) => {
      const field = join(path, name);
      if (names.includes(name) || schema.additionalProperties !== false)
        return this.at(fieldSchema(schema, name), child, field);
      return [{ path: field, allowed: names, holder: value }];
    });
  }
}

/** The members that the value can be of. Another one must not speak for it: it would let its own fields pass. */
function mostAlike(
  members: readonly JsonSchema[],
  value: object,
  membersOfField: MembersOf,
): readonly JsonSchema[] {
  const likenesses = members.map((member) => likeness(member, value, membersOfField));
  const most = Math.max(...likenesses);
  return members.filter((_member, index) => likenesses[index] === most);
}

/**
 * A value fits a union when it fits one of its members: the one that complains least speaks for all, about the
 * value's own fields first. Where several do, each adds the names that it would allow.
 */
function leastOf(answers: readonly Found[][], value: object): Found[] {
  const complaints = answers.map((found) => ({
    found,
    own: found.filter(({ holder }) => holder === value).length,
  }));
  complaints.sort((a, b) => a.own - b.own || a.found.length - b.found.length);
  const [least, ...others] = complaints;
  if (!least) return [];
  const equals = others.filter(({ found, own }) => own === least.own && found.length === least.found.length);
  return equals.reduce((all, { found }) => withNamesOf(found, all), least.found);
}

function withNamesOf(others: readonly Found[], found: readonly Found[]): Found[] {
  const names = new Map(others.map(({ path, allowed }) => [path, allowed]));
  return found.map((field) => ({
    ...field,
    allowed: [...new Set([...field.allowed, ...(names.get(field.path) ?? [])])],
  }));
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
