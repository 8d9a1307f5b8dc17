import { oneLine } from '../../local/desk-error';
import { authorizeUrl, claimsOf, login, pkce, token, type Fields, type Reply, type Site } from './login';
import type { Context, Probe } from './probe';

const UNKNOWN_RESOURCE = 'https://unregistered.example.com/mcp';
const STATE_LENGTHS = [200, 1_000, 2_000, 4_000, 8_000, 12_000, 16_000];

/** The open points about Cognito: each answer is a sentence. */
export const COGNITO_PROBES: readonly Probe[] = [
  {
    question: '`resource` at authorize, with a resource server of that identifier',
    ask: ({ essentials, open }) => withResource(essentials, essentials.resource, open),
  },
  {
    question: '`resource` at authorize, without a resource server of that identifier',
    ask: ({ essentials, open }) => withResource(essentials, UNKNOWN_RESOURCE, open),
  },
  {
    question: '`resource` at authorize, plan Lite and classic hosted login',
    ask: ({ lite, open }) => withResource(lite, lite.resource, open),
  },
  {
    question: '`resource` sent to the token endpoint',
    async ask({ essentials, open }) {
      const { verifier, challenge } = pkce();
      const back = await login(essentials, { ...challenge, resource: essentials.resource }, open);
      if (back.code === undefined) return refusedAtAuthorize(back);
      const form = { ...redeem(essentials, back.code), code_verifier: verifier };
      return audienceOf(await token(essentials, { ...form, resource: essentials.resource }));
    },
  },
  { question: 'longest `state`', ask: ({ essentials }) => longestState(essentials) },
  { question: 'a refresh token used again after its rotation', ask: reuseRotated },
  {
    question: 'a `code_verifier` where there was no challenge',
    async ask({ essentials, open }) {
      const back = await login(essentials, {}, open);
      if (back.code === undefined) return refusedAtAuthorize(back);
      const { verifier } = pkce();
      return outcomeOf(
        await token(essentials, { ...redeem(essentials, back.code), code_verifier: verifier }),
      );
    },
  },
  {
    question: '`MaxValidityMinutes` of an app client in CloudFormation',
    async ask({ schemaOf }) {
      const schema = await schemaOf('AWS::Cognito::UserPoolClient');
      return schema.includes('"MaxValidityMinutes"') ? 'it is there' : 'it is not there';
    },
  },
  {
    question: '`http://127.0.0.1` as a callback',
    ask: ({ tryCallback }) =>
      tryCallback('http://127.0.0.1:8765/callback').then(
        () => 'accepted',
        (error: unknown) => `refused: ${oneLine(error)}`,
      ),
  },
];

async function withResource(site: Site, resource: string, open: Context['open']): Promise<string> {
  const { verifier, challenge } = pkce();
  const back = await login(site, { ...challenge, resource }, open);
  if (back.code === undefined) return refusedAtAuthorize(back);
  return audienceOf(await token(site, { ...redeem(site, back.code), code_verifier: verifier }));
}

function redeem({ callback }: Site, code: string): Fields {
  return { grant_type: 'authorization_code', code, redirect_uri: callback };
}

function refusedAtAuthorize({ error = 'no error' }: Fields): string {
  return `refused at authorize: ${error}`;
}

function outcomeOf({ status, body }: Reply): string {
  return status === 200
    ? 'accepted'
    : `refused at the token endpoint: ${status} ${JSON.stringify(body.error)}`;
}

function audienceOf(reply: Reply): string {
  if (reply.status !== 200) return outcomeOf(reply);
  const { aud } = claimsOf(reply.body.access_token);
  return aud === undefined
    ? 'accepted; the access token has no `aud`'
    : `accepted; \`aud\` is ${JSON.stringify(aud)}`;
}

/** Without a login: it is enough that Cognito answers with one. */
async function longestState(site: Site): Promise<string> {
  let longest = 0;
  for (const length of STATE_LENGTHS) {
    const url = authorizeUrl(site, { ...pkce().challenge, state: 's'.repeat(length) });
    const { status } = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(20_000) });
    if (status >= 400) return `${longest} characters pass, ${length} are refused with ${status}`;
    longest = length;
  }
  return `${longest} characters pass; longer ones were not tried`;
}

async function reuseRotated({ rotating, open }: Context): Promise<string> {
  const { verifier, challenge } = pkce();
  const back = await login(rotating, challenge, open);
  if (back.code === undefined) return refusedAtAuthorize(back);
  const first = await token(rotating, { ...redeem(rotating, back.code), code_verifier: verifier });
  const second = await refresh(rotating, first);
  const again = await refresh(rotating, first);
  const successor = await refresh(rotating, second);
  return `again: ${outcomeOf(again)}; its successor after that: ${outcomeOf(successor)}`;
}

function refresh(site: Site, { body }: Reply): Promise<Reply> {
  if (typeof body.refresh_token !== 'string')
    throw new Error(`there is no refresh token in the reply (${JSON.stringify(body.error)})`);
  return token(site, { grant_type: 'refresh_token', refresh_token: body.refresh_token });
}
