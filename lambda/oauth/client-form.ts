import { jsonError, methodNotAllowed } from './answers';
import { readForm } from './form';
import type { Issuer, Note } from './issuer';

/** A form that a host's program sent, and who it says it is: it has no secret to prove it with. */
export interface ClientForm {
  readonly clientId: string;
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
  if (!(await issuer.clients.knows(clientId))) {
    note({ reason: 'the client id is not known' });
    // RFC 6749 §5.2 allows either status; some hosts register again on this one alone.
    return jsonError('invalid_client', 'The client is not known here. Register again.', 401);
  }
  note({ agent: clientId });
  return { clientId, fields };
}
