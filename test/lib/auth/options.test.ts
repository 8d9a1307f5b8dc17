/** Options of `McpAuth.cognito` that are refused, before anything is made. */
import { Duration } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { McpAuth, type CognitoAuthOptions, type HostSettings } from 'cdk-mcp-service';
import { manifestWith } from '../../support/manifest';
import { refusal } from '../../support/refusal';
import { newStack } from '../stacks';
import { authContext } from './context';

const refused = (options: CognitoAuthOptions): string => refusal(() => McpAuth.cognito(options));

describe('hosts', () => {
  const host = (changes: Partial<HostSettings>): string => refused({ hosts: [{ name: 'Desk', ...changes }] });

  test.each([
    'https://desk.example.com/callback?kind=mcp',
    'http://localhost:6274/oauth/callback',
    'http://127.0.0.1/callback',
    'http://[::1]:3000/callback',
    'cursor://anysphere.cursor-retrieval/oauth/callback',
    'com.example.desk:/callback',
  ])('%s is where people may come back to', (uri) => {
    expect(host({ redirectUris: [uri] })).toBe('accepted');
  });

  test.each([
    'http://desk.example.com/callback',
    'http://localhost.example.com/callback',
    'https://ana:pw@desk.example.com/callback',
    'https://desk.example.com/callback#x',
    'https://*.example.com/callback',
    'https://desk.example.com\\@evil.example/callback',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    ' https://desk.example.com/callback',
    'cursor://',
    'desk.example.com/callback',
    '',
  ])('%j is not', (uri) => {
    expect(host({ redirectUris: ['https://ok.example.com/callback', uri] })).toBe(
      `McpAuth.cognito: the host 'Desk' has the redirect URI '${uri}'; allowed are https URLs, http on localhost, 127.0.0.1, [::1], and an app's own scheme such as 'cursor://host/callback', each in full: without user, fragment or wildcard.`,
    );
  });

  test.each([
    ['https://Desk.example.com/callback', 'https://desk.example.com/callback'],
    ['https://desk.example.com:443/callback', 'https://desk.example.com/callback'],
    ['https://desk.example.com/a/../callback', 'https://desk.example.com/callback'],
    ['https://dësk.example.com/callback', 'https://xn--dsk-jma.example.com/callback'],
    ['https://desk.example.com/zurück', 'https://desk.example.com/zur%C3%BCck'],
    ['http://LOCALHOST/callback', 'http://localhost/callback'],
    ['http://127.1/callback', 'http://127.0.0.1/callback'],
    ['http://0x7f000001:3000/callback', 'http://127.0.0.1:3000/callback'],
    ['Cursor://host/callback', 'cursor://host/callback'],
  ])('%s would never be the %s that hosts send', (uri, sent) => {
    expect(host({ redirectUris: [uri] })).toBe(
      `McpAuth.cognito: the host 'Desk' has the redirect URI '${uri}', which hosts send as '${sent}', and the server compares texts. Give it as it is sent.`,
    );
  });

  test.each(['https://desk.example.com', 'http://localhost', 'http://127.0.0.1:33418'])(
    '%s may come without the slash that a browser adds',
    (uri) => {
      expect(host({ redirectUris: [uri] })).toBe('accepted');
    },
  );

  test('a redirect URI is as long as the server takes it', () => {
    const uri = (length: number): string => 'https://desk.example.com/'.padEnd(length, 'a');
    expect(host({ redirectUris: [uri(512)] })).toBe('accepted');
    expect(host({ redirectUris: [uri(513)] })).toBe(
      "McpAuth.cognito: the host 'Desk' has a redirect URI of 513 characters; allowed are 512.",
    );
  });

  test('an id is of one host', () => {
    const portal = { name: 'Portal', clientId: 'portal', redirectUris: ['https://a.example.com/callback'] };
    expect(refused({ hosts: [portal, { ...portal, name: 'Other' }] })).toBe(
      "McpAuth.cognito: two hosts have the clientId 'portal', and only one of them could be let in. Give each host an id of its own, or one host all redirectUris.",
    );
    expect(refused({ hosts: [portal, { ...portal, clientId: 'other' }] })).toBe('accepted');
  });

  test.each(['https://desk.example.com/oauth/client.json', 'https://desk.example.com:8443/c'])(
    'the document %s is one',
    (clientId) => {
      expect(host({ clientId })).toBe('accepted');
    },
  );

  test.each([
    'http://desk.example.com/oauth/client.json',
    'https://desk.example.com/',
    'https://desk.example.com',
    'https://desk.example.com/a/../client.json',
    'https://desk.example.com/client.json?x=1',
    'https://desk.example.com/client.json#x',
    'https://ana@desk.example.com/client.json',
    'https://Desk.example.com/client.json',
    'ftp://desk.example.com/client.json',
    'https:desk.example.com/client.json',
    'https:',
    'https://desk/client.json',
    'https://10.0.0.7/client.json',
    'https://[::1]/client.json',
  ])('the document %s is none', (clientId) => {
    expect(host({ clientId })).toBe(
      `McpAuth.cognito: the host 'Desk' has the clientId '${clientId}'; a clientId that is a URL is an https URL of a name on the internet, in its plainest form with a path, without query or fragment, such as 'https://host.example.com/oauth/client.json'.`,
    );
  });

  test.each<readonly [Partial<HostSettings>, string]>([
    [
      {},
      "McpAuth.cognito: the host 'Desk' has no redirectUris, and no clientId that is a URL: nobody could come back to it. Give redirectUris, such as ['https://host.example.com/callback'].",
    ],
    [
      { clientId: 'desk' },
      "McpAuth.cognito: the host 'Desk' has no redirectUris, and no clientId that is a URL: nobody could come back to it. Give redirectUris, such as ['https://host.example.com/callback'].",
    ],
    [
      { clientId: 'my desk', redirectUris: ['https://desk.example.com/callback'] },
      "McpAuth.cognito: the host 'Desk' has the clientId 'my desk'; give an https URL of its metadata document, or an id of 1 to 255 printable characters without spaces.",
    ],
    [
      {
        clientId: 'https://desk.example.com/client.json',
        redirectUris: ['https://desk.example.com/callback'],
      },
      "McpAuth.cognito: the host 'Desk' has redirectUris beside a clientId that is a URL: the redirect URIs of such a host are those of its document. Leave redirectUris out.",
    ],
    [
      { name: ' ' },
      'McpAuth.cognito: hosts[0] has no name; give the one that people are shown when they are asked for their consent.',
    ],
  ])('%j is refused', (changes, message) => {
    expect(host(changes)).toBe(message);
  });

  test('an id that is configured in the host needs where people come back to', () => {
    expect(host({ clientId: 'desk', redirectUris: ['https://desk.example.com/callback'] })).toBe('accepted');
  });
});

describe('people and programs', () => {
  test.each(['ana', 'ana@localhost', 'Ana <ana@example.com>', 'ana@example.com, ben@example.com', ''])(
    'nobody is invited at %j',
    (firstUser) => {
      expect(refused({ firstUser })).toBe(
        `McpAuth.cognito: firstUser is '${firstUser}'; give the e-mail address of a person, such as 'ana@example.com'.`,
      );
    },
  );

  test.each(['Nightly', 'nightly_report', '1st', 'a--b', 'a-1b', ''])('no machine is named %j', (name) => {
    expect(refused({ machines: { [name]: ['read'] } })).toBe(
      `McpAuth.cognito: machines has the name '${name}'; allowed are lower-case words with hyphens between them, each beginning with a letter, such as 'nightly-report'.`,
    );
  });

  test('a machine that could call nothing', () => {
    expect(refused({ machines: { nightly: [] } })).toBe(
      "McpAuth.cognito: machines.nightly has no scope and could call nothing; give it one, such as ['read'], or leave it out.",
    );
  });

  test.each(['two words', 'a,b', ''])('no group is named %j', (name) => {
    const message = `McpAuth.cognito: '${name}' is not the name of a group; allowed are 1 to 128 characters without spaces and commas.`;
    expect(refused({ access: { [name]: ['read'] } })).toBe(message);
    expect(refused({ approvers: name })).toBe(message);
  });

  test('approvers are not everybody', () => {
    expect(refused({ approvers: 'everyone' })).toBe(
      "McpAuth.cognito: approvers is 'everyone', which is not a group but every user: anybody could approve their own calls. Name a group of its own.",
    );
  });
});

describe('validity', () => {
  test.each([Duration.minutes(4), Duration.minutes(16), Duration.hours(1)])('%s is no access', (validity) => {
    expect(refused({ accessTokenValidity: validity })).toBe(
      `McpAuth.cognito: accessTokenValidity is ${validity.toHumanString()}; allowed are 5 minutes to 15 minutes.`,
    );
  });

  test.each([Duration.minutes(59), Duration.days(3_651)])('%s is no refresh', (validity) => {
    expect(refused({ refreshTokenValidity: validity })).toBe(
      `McpAuth.cognito: refreshTokenValidity is ${validity.toHumanString()}; allowed are 1 hour to 3650 days.`,
    );
  });

  test('the bounds themselves are allowed', () => {
    expect(
      refused({ accessTokenValidity: Duration.minutes(5), refreshTokenValidity: Duration.hours(1) }),
    ).toBe('accepted');
    expect(
      refused({ accessTokenValidity: Duration.minutes(15), refreshTokenValidity: Duration.days(3_650) }),
    ).toBe('accepted');
  });
});

describe('a pool of yours', () => {
  const userPool = UserPool.fromUserPoolId(newStack(), 'Ours', 'eu-west-1_a1B2c3D4e');
  const loginUrl = 'https://login.example.com';

  test('does not say where its login is', () => {
    expect(refused({ userPool })).toBe(
      'McpAuth.cognito: userPool is given without loginUrl, and a pool does not say where its login is. ' +
        "Give the origin of its managed login: the baseUrl() of its domain, or userPool.addDomain('Login', { cognitoDomain, managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN }).baseUrl() where it has none.",
    );
  });

  test.each([
    'http://login.example.com',
    'https://login.example.com/',
    'https://a@login.example.com',
    'login',
  ])('whose login is at %s', (url) => {
    expect(refused({ userPool, loginUrl: url })).toBe(
      `McpAuth.cognito: loginUrl is '${url}'; give an https origin without a path or a slash at the end, such as 'https://login.example.com'.`,
    );
  });

  test('is left as it is', () => {
    expect(refused({ userPool, loginUrl, firstUser: 'ana@example.com', mfa: 'off' })).toBe(
      'McpAuth.cognito: firstUser, mfa would change a pool that you bring; its people, groups and second factors are left as they are. Set it at the pool, and leave it out here.',
    );
  });

  test('that is not given has no login and no plan', () => {
    expect(refused({ loginUrl, resourceBinding: 'clientId' })).toBe(
      'McpAuth.cognito: loginUrl, resourceBinding is of a pool that you bring, and none is given. Give userPool, or leave it out.',
    );
  });
});

test('hosts find no login at a REST API without a domain', () => {
  expect(refusal(() => McpAuth.cognito().bind(newStack(), authContext({ servesWellKnown: false })))).toBe(
    'McpAuth.cognito: hosts find the login at /.well-known of the name that they connect to, which belongs to API Gateway while a REST API has no domain. ' +
      "Give McpEndpoint.restApi({ domain: { name: 'mcp.example.com', zone } }), or use McpEndpoint.httpApi().",
  );
});

test('more scopes than an app client takes are refused', () => {
  const tools = Array.from({ length: 26 }, (_tool, index) => ({ scopes: [`scope-${index}`] }));
  const everyone = tools.flatMap(({ scopes }) => scopes);
  const bind = (alternateUrls: readonly string[]): string =>
    refusal(() =>
      McpAuth.cognito({ access: { everyone } }).bind(
        newStack(),
        authContext({ manifest: manifestWith(tools), alternateUrls }),
      ),
    );
  expect(bind([])).toBe('accepted');
  expect(bind(['https://old.example.com/mcp'])).toBe(
    'McpAuth.cognito: the tools have 26 scopes for 2 URLs of the service, and an app client takes 50 in all. Let tools share scopes, or give up an old URL with keepDefaultUrl: false.',
  );
});
