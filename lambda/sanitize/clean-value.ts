import { SENSITIVE_KEY, type JsonSchema } from '../contract';
import type { ContentBlock } from '../tools/content';
import { alternativesOf, fieldSchema, itemSchema, resolveReference } from '../schema';
import { cleanText } from './clean-text';
import { REDACTED, redactSecrets } from './redact-secrets';

/** What every text is before it leaves. */
export function cleanString(text: string): string {
  return redactSecrets(cleanText(text));
}

/**
 * A copy of a JSON value in which every text is clean and every field that the schema marks as sensitive is
 * redacted. Keys are cleaned too: a handler may build them from what others wrote.
 */
export function cleanValue(value: unknown, schema?: JsonSchema): unknown {
  // What has a JSON form of its own (a Date, a class) answers with it.
  return visit(JSON.parse(JSON.stringify(value) ?? 'null'), schema ? [schema] : [], schema ?? {});
}

/** @param schemas - Everything that the document says of this place: several in a union. */
function visit(value: unknown, schemas: readonly JsonSchema[], root: JsonSchema): unknown {
  const all = schemas.flatMap((schema) => {
    const at = resolveReference(schema, root);
    return [at, ...alternativesOf(at).map((alternative) => resolveReference(alternative, root))];
  });
  if (value !== null && all.some((schema) => schema[SENSITIVE_KEY] === true)) return REDACTED;
  if (typeof value === 'string') return cleanString(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      visit(
        item,
        all.flatMap((schema) => listOf(itemSchema(schema, index))),
        root,
      ),
    );
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      cleanText(key),
      visit(
        child,
        all.flatMap((schema) => listOf(fieldSchema(schema, key))),
        root,
      ),
    ]),
  );
}

function listOf(schema: JsonSchema | undefined): readonly JsonSchema[] {
  return schema ? [schema] : [];
}

/** A block of a reply with clean texts. The bytes of pictures and files are not text. */
export function cleanBlock(block: ContentBlock): ContentBlock {
  if (block.type === 'text') return { ...block, text: cleanString(block.text) };
  if (block.type === 'resource' && 'text' in block.resource) {
    return { ...block, resource: { ...block.resource, text: cleanString(block.resource.text) } };
  }
  if (block.type !== 'resource_link') return block;
  const { description } = block;
  return {
    ...block,
    name: cleanString(block.name),
    ...(description !== undefined && { description: cleanString(description) }),
  };
}
