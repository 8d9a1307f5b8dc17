import { jsonError, methodNotAllowed, unavailable } from './answers';
import type { Client } from './clients';
import { readForm } from './form';
import type { Issuer, Note } from './issuer';

/** A form that a host's program sent, and who it says it is: it has no secret to prove it with. */
export interface ClientForm {
  readonly client: Client;
  readonly fields: ReadonlyMap<string, string>;
}

/** Reads what `/oauth/token` and `/oauth/revoke` have in common, or answers what is wrong with it. */
export async function readClientForm(
  request: Request,
  issuer: Issuer,
  note: Note,
): Promise<ClientForm | Response> {
  if (request.method !== 'POST') return methodNotAllowed('POST');
  if (new URL(request.url).search !== '') {
    return jsonError('invalid_request', 'Parameters belong in the body: addresses are logged on their way.');
  }
  const form = await readForm(request);
  if (form.kind === 'tooLarge') return jsonError('invalid_request', 'The body is too large.', 413);
  if (form.kind === 'notAForm') {
    return jsonError('invalid_request', 'Send the parameters as application/x-www-form-urlencoded.');
  }
  if (form.kind === 'duplicate') return jsonError('invalid_request', 'A parameter is there twice.');
  const { fields } = form;
  const clientId = fields.get('client_id');
  if (clientId === undefined)
    return jsonError('invalid_request', 'The client_id is missing; clients have no secret here.');
  const found = await issuer.clients.find(clientId);
  if (found.kind === 'unavailable') {
    note({ reason: found.reason });
    return unavailable();
  }
  if (found.kind === 'unknown') {
    note({ reason: found.reason });
    return jsonError('invalid_client', 'The client is not known here. Register again.');
  }
  note({ agent: found.client.id });
  return { client: found.client, fields };
}
