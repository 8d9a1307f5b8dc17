import type { JsonSchema } from '../contract';
import { asSchema } from '../schema';

/** What a value has to fit one of. */
export type MembersOf = (schema: JsonSchema) => readonly JsonSchema[];

/**
 * How much an object or list is like what a member of a union describes, seen from outside: 0 when it is of
 * another type; then what fits counts by its weight: fixed values (they tell members apart on purpose), that
 * nothing required is missing, and the types of its fields.
 */
export function likeness(member: JsonSchema, value: object, membersOf: MembersOf): number {
  if (!isOfType(member, value)) return 0;
  const misfits = misfitsOf(member, value, membersOf);
  return (
    1 +
    (misfits.includes('value') ? 0 : 4) +
    (requiredOf(member).every((name) => Object.hasOwn(value, name)) ? 2 : 0) +
    (misfits.includes('type') ? 0 : 1)
  );
}

type Misfit = 'value' | 'type';

function misfitsOf(member: JsonSchema, value: object, membersOf: MembersOf): Misfit[] {
  return Object.entries(asSchema(member.properties) ?? {}).flatMap(([name, property]) => {
    const schema = asSchema(property);
    return schema && Object.hasOwn(value, name) ? misfitOf(membersOf(schema), Reflect.get(value, name)) : [];
  });
}

function misfitOf(members: readonly JsonSchema[], value: unknown): Misfit[] {
  if (members.some((member) => isOfType(member, value) && isAllowed(member, value))) return [];
  return [members.some((member) => allowedBy(member)) ? 'value' : 'type'];
}

function isAllowed(schema: JsonSchema, value: unknown): boolean {
  return allowedBy(schema)?.includes(value) ?? true;
}

/** The values that a schema allows, where it lists them. */
function allowedBy(schema: JsonSchema): readonly unknown[] | undefined {
  if ('const' in schema) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

function requiredOf({ required }: JsonSchema): readonly string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}

function isOfType({ type }: JsonSchema, value: unknown): boolean {
  if (type === undefined) return true;
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return types.includes(typeOf(value)) || (types.includes('integer') && Number.isInteger(value));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
