import { readRequestBody } from '@modelcontextprotocol/server';
import { isStringArray } from '../contract';
import { jsonAnswer, jsonError, methodNotAllowed } from './answers';
import { presentable } from './clients';
import { MOST_BODY_BYTES } from './form';
import type { Issuer, Note } from './issuer';
import { withoutQuery } from './redirect-uris';
import { MOST_REDIRECT_URIS } from './registration-ids';

/**
 * `POST /oauth/register` (RFC 7591): a host gets an id that says what it registered. Where it may send people is
 * limited to their own machine, hosts that are known, and what the operator allows: the name it gives is nobody's.
 */
export async function register(request: Request, issuer: Issuer, note: Note): Promise<Response> {
  if (request.method !== 'POST') return methodNotAllowed('POST');
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers.get('content-type') ?? '')) {
    return jsonError('invalid_client_metadata', 'Send the metadata as application/json.');
  }
  const body = await readRequestBody(request, MOST_BODY_BYTES);
  if (body.tooLarge) return jsonError('invalid_client_metadata', 'The metadata is too large.', 413);
  const metadata = parseObject(body.text);
  if (!metadata) return jsonError('invalid_client_metadata', 'The metadata is not a JSON object.');
  const { redirect_uris: redirectUris, client_name } = metadata;
  // Some write what they have not as null.
  const name = client_name ?? '';
  if (!isStringArray(redirectUris) || redirectUris.length === 0 || redirectUris.length > MOST_REDIRECT_URIS) {
    return jsonError('invalid_redirect_uri', `Give redirect_uris, 1 to ${MOST_REDIRECT_URIS} texts.`);
  }
  const refused = redirectUris.find((uri) => !issuer.clients.mayRegister(uri));
  if (refused !== undefined) {
    note({ reason: 'a redirect URI is not allowed', refusedRedirect: withoutQuery(refused) });
    return jsonError(
      'invalid_redirect_uri',
      `Redirect URI ${redirectUris.indexOf(refused) + 1} is neither on the person's own machine nor of a known host. The operator can allow it: hosts of McpAuth.cognito.`,
    );
  }
  if (typeof name !== 'string') return jsonError('invalid_client_metadata', 'client_name is not a text.');
  const clientId = await issuer.registrations.create(presentable(name), redirectUris);
  note({ agent: clientId });
  return jsonAnswer(
    {
      client_id: clientId,
      client_id_issued_at: Math.floor(issuer.clock.now() / 1_000),
      ...(name !== '' && { client_name: name }),
      redirect_uris: redirectUris,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      ...(typeof metadata.application_type === 'string' && { application_type: metadata.application_type }),
      ...(typeof metadata.scope === 'string' && { scope: metadata.scope }),
    },
    201,
  );
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
