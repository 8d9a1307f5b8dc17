import { readRequestBody } from '@modelcontextprotocol/server';

export const MOST_BODY_BYTES = 16_384;

export type Form =
  | { readonly kind: 'form'; readonly fields: ReadonlyMap<string, string> }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'notAForm' }
  /** RFC 6749 §3.1 and §3.2: no parameter is sent twice. */
  | { readonly kind: 'duplicate'; readonly name: string };

/** Reads `application/x-www-form-urlencoded`. Empty values count as absent (RFC 6749 §3.2). */
export async function readForm(request: Request): Promise<Form> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) return { kind: 'notAForm' };
  const body = await readRequestBody(request, MOST_BODY_BYTES);
  if (body.tooLarge) return { kind: 'tooLarge' };
  return fieldsOf(new URLSearchParams(body.text));
}

/** @param mayRepeat - A parameter that is judged elsewhere when it comes twice. */
export function fieldsOf(parameters: URLSearchParams, mayRepeat?: string): Form {
  const fields = new Map<string, string>();
  const seen = new Set<string>();
  for (const [name, value] of parameters) {
    if (seen.has(name) && name !== mayRepeat) return { kind: 'duplicate', name };
    seen.add(name);
    if (value !== '') fields.set(name, value);
  }
  return { kind: 'form', fields };
}
