import { z } from 'zod';
import type { JsonSchema } from '../contract';

/**
 * The schema that hosts are shown and that unknown fields are looked up in: every object that does not
 * declare a catch-all is closed, at any depth.
 *
 * @throws when a type has no JSON form.
 */
export function inputSchemaOf(schema: z.ZodObject): JsonSchema {
  const { $schema: _dialect, ...document } = z.toJSONSchema(schema, {
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      const { def } = zodSchema._zod;
      if (def.type === 'object' && !('catchall' in def && def.catchall))
        jsonSchema.additionalProperties = false;
    },
  });
  return document;
}

/** The schema that replies satisfy. @throws when a type has no JSON form. */
export function outputSchemaOf(schema: z.ZodObject): JsonSchema {
  const { $schema: _dialect, ...document } = z.toJSONSchema(schema, { io: 'output' });
  return document;
}
