/** What stands before the server of a REST API: it lets pass what the server would, and nothing else. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { SettingsError, toAuthorizerEnvironment } from '../../../lambda/contract';
import { startAuthorizer, type AuthorizerEvent } from '../../../lambda/entry/authorizer';
import { bundleTools } from '../../../lib/tools/bundle';
import { AUDIENCE, startIssuer, type Issuer } from '../../support/issuer';
import { refusal } from '../../support/refusal';

const METHOD = 'arn:aws:execute-api:eu-west-1:111122223333:abc/live/POST/mcp';

function eventWith(headers: AuthorizerEvent['headers']): AuthorizerEvent {
  return {
    methodArn: METHOD,
    headers,
    requestContext: { domainName: 'mcp.example.com', path: '/mcp' },
  };
}

let issuer: Issuer;
let environment: Record<string, string>;
beforeAll(async () => {
  issuer = await startIssuer();
  environment = toAuthorizerEnvironment({
    url: AUDIENCE,
    alternateUrls: [],
    auth: { kind: 'jwt', issuer: issuer.url, audience: AUDIENCE },
  });
});
afterAll(() => issuer.stop());

/** What API Gateway is told: an answer, or the message of the error. */
async function authorize(headers: AuthorizerEvent['headers']): Promise<unknown> {
  return startAuthorizer(environment)(eventWith(headers)).catch((error: unknown) =>
    error instanceof Error ? error.message : error,
  );
}

const ALLOWED = {
  principalId: 'ana',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: METHOD }],
  },
};

test.each(['authorization', 'Authorization', 'AUTHORIZATION'])(
  'a good token in %s lets this request pass',
  async (name) => {
    expect(await authorize({ accept: '*/*', [name]: `Bearer ${await issuer.token()}` })).toEqual(ALLOWED);
  },
);

test('whatever is no good token is a 401', async () => {
  const other = await startIssuer();
  try {
    const sent = [
      undefined,
      null,
      {},
      { authorization: '' },
      { authorization: 'Basic YW5hOnB3' },
      { authorization: 'Bearer x' },
      { authorization: `Bearer ${await issuer.token({ exp: 1 })}` },
      { authorization: `Bearer ${await issuer.token({ aud: 'https://other.example.com/mcp' })}` },
      { authorization: `Bearer ${await other.token({ iss: issuer.url })}` },
      { authorization: `Bearer ${await issuer.token()}, Bearer ${await issuer.token()}` },
    ];
    expect(await Promise.all(sent.map(authorize))).toEqual(sent.map(() => 'Unauthorized'));
  } finally {
    await other.stop();
  }
});

test('while the issuer cannot be asked nobody passes, and nobody is told that their token is bad', async () => {
  issuer.broken = true;
  const answer = await authorize({ authorization: `Bearer ${await issuer.token()}` });
  issuer.broken = false;
  expect(answer).toMatch(/^Nobody can be let in: /);
});

test('it cannot start without what it needs, and says what that is', () => {
  const { MCP_URL: _url, MCP_AUTH: _auth, ...less } = environment;
  expect(() => startAuthorizer(less)).toThrow(SettingsError);
  expect(refusal(() => startAuthorizer({ ...less, MCP_AUTH: '{}' }))).toMatch(
    /^The authorizer cannot start: MCP_URL must be set; it is missing; MCP_AUTH must be /,
  );
});

test('it is told three things, none of which makes it look like a server', () => {
  expect(Object.keys(environment)).toEqual(['MCP_URL', 'MCP_ALTERNATE_URLS', 'MCP_AUTH']);
});

test('as it is bundled it answers the same', async () => {
  const { directory } = bundleTools('test/fixtures/adder.ts');
  const good = eventWith({ Authorization: `Bearer ${await issuer.token()}` });
  const program = `import(process.argv[1]).then(async ({ handler }) => {
    const answer = await handler(JSON.parse(process.argv[2]));
    process.stdout.write(JSON.stringify(answer));
  })`;
  const run = async (event: AuthorizerEvent): Promise<unknown> =>
    JSON.parse(
      await new Promise<string>((resolve, reject) =>
        execFile(
          process.execPath,
          ['-e', program, join(directory, 'authorizer.mjs'), JSON.stringify(event)],
          { env: environment },
          (error, stdout) => (error ? reject(error) : resolve(stdout)),
        ),
      ),
    );
  expect(await run(good)).toEqual(ALLOWED);
  await expect(run(eventWith({}))).rejects.toThrow(/Unauthorized/);
});
