import { z } from 'zod';
import { KEY_ARGUMENT } from '../idempotency/policy';
import { asSchema } from '../schema';
import { inputSchemaOf } from './json-schema';
import type { Tool } from './tool';

/** What is wrong with the argument that names a tool's calls. */
export function keyProblems({ idempotency, input }: Tool): string[] {
  if (!idempotency || !(input instanceof z.ZodObject)) return [];
  const { keyArgument } = idempotency;
  const { shape } = input;
  if (!Object.hasOwn(shape, keyArgument)) {
    if (keyArgument === KEY_ARGUMENT) return [];
    const fields = Object.keys(shape);
    return [
      `idempotency.keyArgument is '${keyArgument}', which is no field of the input; ` +
        `${fields.length > 0 ? `name one of ${fields.join(', ')}` : 'add it'}, or leave keyArgument out to have '${KEY_ARGUMENT}' advertised.`,
    ];
  }
  const type = typeOf(input, keyArgument);
  return type === undefined || type === 'string' || type === 'integer'
    ? []
    : [
        `'${keyArgument}' names a call and is of type ${type} in the input; use z.string() or z.int(), so that two calls have the same key exactly when it is written the same.`,
      ];
}

/** `undefined` when the input has no JSON form, which is another problem's to tell. */
function typeOf(input: z.ZodObject, field: string): string | undefined {
  try {
    const schema = asSchema(asSchema(inputSchemaOf(input).properties)?.[field]);
    return typeof schema?.type === 'string' ? schema.type : 'several kinds';
  } catch {
    return undefined;
  }
}
