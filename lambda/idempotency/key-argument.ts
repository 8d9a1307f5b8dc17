import type { JsonSchema } from '../contract';
import { isFields } from '../fields';
import { KEY_ARGUMENT, KEY_LENGTH } from './policy';

const ADVERTISED = {
  type: 'string',
  minLength: 1,
  maxLength: KEY_LENGTH,
  description:
    'Names this operation: choose a new unique value for a new operation, and repeat the value when you send ' +
    'the same operation again, so that it runs only once.',
} as const;

/**
 * The input schema with the optional key among its fields. A tool that has a field of that name keeps its own,
 * and is given its value.
 */
export function advertiseKey(schema: JsonSchema): JsonSchema {
  if (Object.hasOwn(fieldsOf(schema), KEY_ARGUMENT)) return schema;
  return { ...schema, properties: { ...fieldsOf(schema), [KEY_ARGUMENT]: ADVERTISED } };
}

/** The arguments as the tool's own schema knows them: without the key that was advertised for it. */
export function withoutAdvertisedKey(args: unknown): unknown {
  if (!isFields(args) || !(KEY_ARGUMENT in args)) return args;
  const { [KEY_ARGUMENT]: _advertised, ...own } = args;
  return own;
}

function fieldsOf({ properties }: JsonSchema): Readonly<Record<string, unknown>> {
  return isFields(properties) ? properties : {};
}
