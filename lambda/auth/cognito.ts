import type { Sealer } from '../oauth/sealer';
import type { Authentication } from './authenticate';
import type { CognitoTokens, HolderOf } from './cognito-tokens';

interface CognitoVerifierOptions {
  readonly tokens: CognitoTokens;
  /** The URL that the request was sent to. */
  readonly resource: string;
  readonly sealer: Sealer;
}

/** Three parts, the first a JSON object: as it comes from Cognito. What the facade hands out has two. */
const JWT = /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/;

/**
 * People come with what the facade sealed: their token of Cognito, and the host that it was handed to. Cognito's own
 * tokens are a program's; one of a person's that got out of the facade some other way is refused.
 */
export async function verifyCognito(
  token: string,
  { tokens, resource, sealer }: CognitoVerifierOptions,
): Promise<Authentication> {
  if (JWT.test(token)) {
    const found = await tokens.machine(token, resource);
    return toAuthentication(found, found.kind === 'holder' ? found.holder.subject : undefined);
  }
  const sealed = await sealer.open('access', token);
  if (sealed === undefined) {
    return { kind: 'refused', tokenSent: true, reason: 'the token was not handed out here' };
  }
  return toAuthentication(await tokens.person(sealed.token, resource), sealed.client);
}

function toAuthentication(found: HolderOf, agent: string | undefined): Authentication {
  if (found.kind !== 'holder') return { kind: found.kind, tokenSent: true, reason: found.reason };
  const { subject, tenant, scopes, allowed } = found.holder;
  const caller = { subject, agent, ...(tenant !== undefined && { tenant }), scopes };
  return { kind: 'caller', caller, allowed };
}
