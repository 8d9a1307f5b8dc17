import { messageOf } from '../thrown';

const FETCH_TIMEOUT_MS = 3_000;
const DOCUMENT_BYTES = 150_000;

/** Fetches a public document of the issuer: bounded in time and size, no redirects. */
export async function fetchDocument(uri: string): Promise<ArrayBuffer> {
  const response = await fetch(uri, { redirect: 'error', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${uri} answered ${response.status}`);
  const body = await response.arrayBuffer();
  if (body.byteLength > DOCUMENT_BYTES) throw new Error(`${uri} is larger than ${DOCUMENT_BYTES} bytes`);
  return body;
}

/**
 * Where the issuer's keys are, from OpenID Connect Discovery 1.0 §4 or else RFC 8414 §3.
 *
 * @throws when neither document names them, or the document speaks for another issuer.
 */
export async function discoverJwksUri(issuer: string): Promise<string> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const candidates = [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
  const failures: string[] = [];
  for (const candidate of candidates) {
    try {
      return jwksUriOf(JSON.parse(new TextDecoder().decode(await fetchDocument(candidate))), issuer);
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new Error(`no keys found for the issuer: ${failures.join('; ')}`);
}

function jwksUriOf(document: unknown, issuer: string): string {
  if (typeof document !== 'object' || document === null)
    throw new Error('the issuer metadata is not an object');
  if (!('issuer' in document) || document.issuer !== issuer)
    throw new Error('the metadata is of another issuer');
  if (!('jwks_uri' in document) || typeof document.jwks_uri !== 'string')
    throw new Error('the metadata has no jwks_uri');
  return document.jwks_uri;
}
