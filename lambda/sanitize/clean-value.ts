import { SENSITIVE_KEY, type JsonSchema } from '../contract';
import type { ContentBlock } from '../tools/content';
import { everythingAbout, fieldSchema, itemSchema } from '../schema';
import { cleanText } from './clean-text';
import { REDACTED, redactSecrets } from './redact-secrets';

/** What every text is before it leaves. */
export function cleanString(text: string): string {
  return redactSecrets(cleanText(text));
}

/**
 * A copy of a JSON value in which every text is clean and every field that the schema marks as sensitive is
 * redacted. Names are cleaned too: a handler may build them from what others wrote.
 *
 * @throws when the value has no JSON form.
 */
export function cleanValue(value: unknown, schema?: JsonSchema): unknown {
  return copyOf(value, schema, cleanString);
}

/**
 * The same for a person who decides by what is hidden too: only secrets and sensitive fields are left out.
 *
 * @throws when the value has no JSON form.
 */
export function redactValue(value: unknown, schema?: JsonSchema): unknown {
  return copyOf(value, schema, redactString);
}

/** A secret that hides among characters which show nothing is one all the same. */
function redactString(text: string): string {
  const clean = cleanText(text);
  const redacted = redactSecrets(clean);
  return redacted === clean ? redactSecrets(text) : redacted;
}

type Rewrite = (text: string) => string;

function copyOf(value: unknown, schema: JsonSchema | undefined, rewrite: Rewrite): unknown {
  // What has a JSON form of its own (a Date, a class) answers with it.
  const json: unknown = JSON.parse(JSON.stringify(value) ?? 'null');
  return visit(json, schema ? [schema] : [], { root: schema ?? {}, rewrite });
}

interface Copying {
  readonly root: JsonSchema;
  readonly rewrite: Rewrite;
}

/** @param schemas - What the document says of this place, once each: the time is in proportion to the value. */
function visit(value: unknown, schemas: Iterable<JsonSchema>, copying: Copying): unknown {
  const { root, rewrite } = copying;
  const all = [...everythingAbout(schemas, root)];
  if (value !== null && all.some((schema) => schema[SENSITIVE_KEY] === true)) return REDACTED;
  if (typeof value === 'string') return rewrite(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      visit(item, known(all.map((schema) => itemSchema(schema, index))), copying),
    );
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const name = rewrite(key);
      // By its clean name: under that the schema reads it.
      const about = known(all.map((schema) => fieldSchema(schema, cleanString(key))));
      return [name, visit(child, about, copying)];
    }),
  );
}

function known(schemas: readonly (JsonSchema | undefined)[]): JsonSchema[] {
  return schemas.filter((schema) => schema !== undefined);
}

/** A block of a reply with clean texts. The bytes of pictures and files are not text. */
export function cleanBlock(block: ContentBlock): ContentBlock {
  if (block.type === 'text') return { ...block, text: cleanString(block.text) };
  if (block.type === 'resource') {
    const resource = { ...block.resource, ...cleanAddress(block.resource) };
    return {
      ...block,
      resource: 'text' in resource ? { ...resource, text: cleanString(resource.text) } : resource,
    };
  }
  if (block.type !== 'resource_link') return { ...block, mimeType: cleanString(block.mimeType) };
  const { description } = block;
  return {
    ...block,
    ...cleanAddress(block),
    name: cleanString(block.name),
    ...(description !== undefined && { description: cleanString(description) }),
  };
}

function cleanAddress({ uri, mimeType }: { readonly uri: string; readonly mimeType?: string }) {
  return { uri: cleanString(uri), ...(mimeType !== undefined && { mimeType: cleanString(mimeType) }) };
}
