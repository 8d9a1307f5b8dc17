import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { start, type StartOptions } from '../../../local/start';
import { Teardown } from '../../../local/teardown';
import type { Template } from '../../../local/assembly/template';
import { SERVICE_TEMPLATE, recordingPrint, temporaryFolder, writeAssembly } from '../fixtures';
import { decodeJwt } from '../tokens';
import { Browser, PKCE } from './browser';
import { cognitoTemplate } from './template';

const folder = temporaryFolder();
const teardown = new Teardown();
afterAll(() => teardown.run());

interface Reply {
  readonly environment: Record<string, string>;
  readonly headers: Record<string, string>;
}

async function ask(url: string): Promise<Reply> {
  return Object(await (await fetch(url)).json());
}

async function started(name: string, template: Template, options: Partial<StartOptions>) {
  const directory = join(folder, name);
  mkdirSync(directory);
  writeAssembly(directory, 'Desk', { template });
  const print = recordingPrint();
  const desk = await start(
    {
      directory,
      port: 0,
      synthesize: () => Promise.resolve(directory),
      bundleTools: () => Promise.reject(new Error('there is no tools module')),
      now: Date.now,
      print,
      ...options,
    },
    teardown,
  );
  return { desk, print, ...(await ask(desk.url)) };
}

test('with --auth people log in at the stand-in, and nobody gets a token for nothing', async () => {
  const { desk, print, environment, headers } = await started('auth', cognitoTemplate(), { auth: true });
  const { origin } = new URL(desk.url);
  expect(origin).toMatch(/^http:\/\/localhost:\d+$/);
  expect(environment.MCP_URL).toBe(desk.url);
  expect(headers).not.toHaveProperty('authorization');
  const auth: Record<string, string> = JSON.parse(environment.MCP_AUTH ?? '{}');
  expect(auth.machines).toHaveLength(1);
  expect(auth.jwksUri).toBe(`${auth.loginUrl}/.well-known/jwks.json`);

  const secrets = new SecretsManagerClient({
    endpoint: environment.AWS_ENDPOINT_URL_SECRETS_MANAGER,
    region: 'us-east-1',
    credentials: { accessKeyId: 'desk', secretAccessKey: 'desk' },
  });
  const { SecretString: secret = '' } = await secrets.send(
    new GetSecretValueCommand({ SecretId: auth.clientSecret }),
  );
  secrets.destroy();

  const login = new URL('/oauth2/authorize', auth.loginUrl);
  const callback = `${origin}/oauth/callback`;
  login.search = new URLSearchParams({
    response_type: 'code',
    client_id: auth.clientId ?? '',
    redirect_uri: callback,
    scope: `${desk.url}/read`,
    resource: desk.url,
    state: 'handle',
    code_challenge: PKCE.challenge,
    code_challenge_method: 'S256',
  }).toString();
  const browser = new Browser();
  const { url } = await browser.follow(login);
  const back = await browser.follow(url, { username: 'ana@example.com', password: 'desk' });
  const answer = await fetch(new URL('/oauth2/token', auth.loginUrl), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: back.url.searchParams.get('code') ?? '',
      redirect_uri: callback,
      code_verifier: PKCE.verifier,
      client_id: auth.clientId ?? '',
      client_secret: secret,
    }),
  });
  const { access_token: token }: { access_token: string } = Object(await answer.json());
  expect(decodeJwt(token)).toMatchObject({
    iss: auth.issuer,
    aud: desk.url,
    scope: `${desk.url}/read`,
    'cognito:groups': ['support'],
  });

  const text = print.lines.join('\n').replace(/\s+/g, ' ');
  expect(text).toContain(`Cognito a stand-in at ${auth.loginUrl}, for ${auth.issuer}`);
  expect(text).toContain(
    'users ana@example.com (support), reader@example.com (no group), approver@example.com (approvers); the password is desk',
  );
  expect(print.problems).toEqual([]);
  expect(Math.max(...print.lines.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('without it the developer is a machine that the server knows', async () => {
  const { desk, print, environment, headers } = await started('free', cognitoTemplate(), {});
  const auth: { issuer: string; jwksUri: string; machines: unknown[] } = JSON.parse(
    environment.MCP_AUTH ?? '{}',
  );
  expect(auth.machines).toEqual([
    { name: 'nightly', clientId: 'deskpoolnightly', scopes: ['read'] },
    { name: 'desk', clientId: 'desk', scopes: ['read'] },
  ]);
  const claims = decodeJwt(headers.authorization);
  expect(claims).toMatchObject({
    iss: auth.issuer,
    sub: 'desk',
    client_id: 'desk',
    token_use: 'access',
    scope: `${desk.url}/read`,
  });
  expect(claims).not.toHaveProperty('aud');
  expect((await fetch(auth.jwksUri)).status).toBe(200);
  expect(print.lines.join('\n').replace(/\s+/g, ' ')).toContain(
    'a request without a token gets one of the machine desk; with --auth people log in (scopes: read)',
  );
});

test('--auth for another kind of service is one line with the remedy', async () => {
  await expect(started('jwt', SERVICE_TEMPLATE, { auth: true })).rejects.toThrow(
    "--auth is for a service with McpAuth.cognito; this one has 'jwt'. Start without --auth.",
  );
});
