import type { z } from 'zod';
import { SENSITIVE_KEY } from '../contract';

/**
 * Marks a text field that nobody outside should see: in a reply it leaves as `[redacted]`. Marks on `input`
 * fields keep them out of logs and approval pages.
 *
 * @param schema - A text schema that `[redacted]` fits.
 */
export function sensitive<Schema extends z.ZodType<string | undefined>>(schema: Schema): Schema {
  return schema.meta({ ...schema.meta(), [SENSITIVE_KEY]: true });
}
