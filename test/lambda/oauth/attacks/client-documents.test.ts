/** T41–T43: client ids that are the URL of a document. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createFetchPublic, type FetchPublic } from '../../../../lambda/oauth/fetch-public';
import { isPublicAddress, reachableFrom } from '../../../../lambda/oauth/public-address';
import { CLAUDE_REDIRECT, startFacade, type Facade } from '../../../support/facade';
import { ManualClock } from '../../../support/manual-clock';
import { expectStopped } from './expectations';

const CLAUDE = 'https://claude.ai/oauth/mcp-oauth-client-metadata';
const DOCUMENT = { client_id: CLAUDE, client_name: 'Claude', redirect_uris: [CLAUDE_REDIRECT] };

describe('T41 cimd-ssrf', () => {
  test.each([
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '169.254.170.2',
    '127.0.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '192.0.0.170',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '2002:7f00:1::1',
    '2001::1',
    '2001:db8::1',
    '3fff::1',
    'not-an-address',
  ])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));

  test.each(['1.1.1.1', '8.8.8.8', '160.79.104.10', '2606:4700:4700::1111', '2a00:1450:4001::200e'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  test('no connection is made to an address that is not, alone or among others, by name or as it is', async () => {
    let connections = 0;
    const internal = createServer(() => (connections += 1));
    await once(internal.listen(0, '127.0.0.1'), 'listening');
    const { port } = internal.address() as AddressInfo;
    const answers = [['127.0.0.1'], ['1.1.1.1', '127.0.0.1']];
    for (const addresses of answers) {
      let lookups = 0;
      const fetchPublic = createFetchPublic({
        allows: isPublicAddress,
        resolveHost: (_name, _options, callback) => {
          lookups += 1;
          callback(
            null,
            addresses.map((address) => ({ address, family: 4 })),
          );
        },
      });
      await expect(fetchPublic(`https://rebound.example:${port}/client.json`)).rejects.toThrow(
        'which is not public',
      );
      // Judged and connected to in one step: a second lookup could give another answer.
      expect(lookups).toBe(1);
    }
    const asAddress = createFetchPublic({ allows: isPublicAddress });
    for (const host of ['127.0.0.1', '[::1]', '2130706433', '0x7f.1']) {
      await expect(asAddress(`https://${host}:${port}/client.json`)).rejects.toThrow(
        'is not a public address',
      );
    }
    expect(connections).toBe(0);
    internal.close();
  });

  test('only a server on a desk reads what is on the same desk', () => {
    expect(reachableFrom('http://localhost:8787/mcp')('127.0.0.1')).toBe(true);
    expect(reachableFrom('http://localhost:8787/mcp')('10.0.0.1')).toBe(false);
    expect(reachableFrom('https://localhost.example.com/mcp')('127.0.0.1')).toBe(false);
    expect(reachableFrom('http://localhost.example.com/mcp')('127.0.0.1')).toBe(false);
  });
});

/** A site that answers what it is told to, and counts. */
function site(answers: readonly Partial<Awaited<ReturnType<FetchPublic>>>[]) {
  const asked: string[] = [];
  const fetchPublic: FetchPublic = (url) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(url);
    return answer === undefined
      ? Promise.reject(new Error('ECONNREFUSED'))
      : Promise.resolve({
          text: JSON.stringify(DOCUMENT),
          contentType: 'application/json',
          cacheControl: '',
          ...answer,
        });
  };
  return { asked, fetchPublic };
}

describe('T42 cimd-document', () => {
  const { client_name: _name, ...nameless } = DOCUMENT;
  test.each<[string, object | string]>([
    ['another client_id', { ...DOCUMENT, client_id: `${CLAUDE}/` }],
    ['no name', nameless],
    ['no redirect URIs', { ...DOCUMENT, redirect_uris: [] }],
    [
      'only redirect URIs of no use',
      { ...DOCUMENT, redirect_uris: ['javascript:alert(1)', 'http://public.example/cb'] },
    ],
    ['a secret', { ...DOCUMENT, client_secret: 'x' }],
    ['a secret that expires', { ...DOCUMENT, client_secret_expires_at: 0 }],
    ['symmetric authentication alone', { ...DOCUMENT, token_endpoint_auth_method: 'client_secret_post' }],
    ['private_key_jwt alone', { ...DOCUMENT, token_endpoint_auth_method: 'private_key_jwt' }],
    ['HTML', '<!doctype html>'],
    ['a list', [DOCUMENT]],
  ])('%s; then repaired', async (_case, document) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    const { asked, fetchPublic } = site([{ text }, {}]);
    const facade = await startFacade({ fetchPublic });
    const fields = { client_id: CLAUDE, redirect_uri: CLAUDE_REDIRECT };
    await expectStopped(await facade.authorize(fields));
    expect((await facade.authorize(fields)).status).toBe(200);
    expect((await facade.authorize(fields)).status).toBe(200);
    expect(asked).toHaveLength(2);
    await facade.pool.stop();
  });

  test('HTML that says it is JSON, JSON that says it is HTML', async () => {
    for (const answer of [{ text: '<html>' }, { contentType: 'text/html' }]) {
      const facade = await startFacade({ fetchPublic: site([answer]).fetchPublic });
      await expectStopped(await facade.authorize({ client_id: CLAUDE, redirect_uri: CLAUDE_REDIRECT }));
      await facade.pool.stop();
    }
  });

  test('one that prefers a key and offers none is let in, as ChatGPT is', async () => {
    const text = JSON.stringify({
      ...DOCUMENT,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
    });
    const facade = await startFacade({ fetchPublic: site([{ text }]).fetchPublic });
    expect((await facade.authorize({ client_id: CLAUDE, redirect_uri: CLAUDE_REDIRECT })).status).toBe(200);
    await facade.pool.stop();
  });
});

describe('a site of a host', () => {
  const fields = { client_id: CLAUDE, redirect_uri: CLAUDE_REDIRECT };

  test('is asked for nothing by whoever sends a token request', async () => {
    const { asked, fetchPublic } = site([{}]);
    const facade = await startFacade({ fetchPublic });
    for (let count = 0; count < 20; count++) {
      await facade.form('/oauth/token', {
        grant_type: 'refresh_token',
        refresh_token: 'x',
        client_id: `https://chatgpt.com/oauth/${count}/client.json`,
      });
    }
    expect(asked).toEqual([]);
    await facade.pool.stop();
  });
  test('is asked fifty times at once at most, and what it said before is used while it is down', async () => {
    const clock = new ManualClock();
    let up = true;
    let asked = 0;
    const facade = await startFacade({
      clock,
      fetchPublic: (url) => {
        asked += 1;
        const text = JSON.stringify({ ...DOCUMENT, client_id: url });
        return up
          ? Promise.resolve({ text, contentType: 'application/json', cacheControl: '' })
          : Promise.reject(new Error('down'));
      },
    });
    expect((await facade.authorize(fields)).status).toBe(200);
    for (let count = 0; count < 100; count++) {
      const client_id = `https://chatgpt.com/oauth/${count}/client.json`;
      await facade.authorize({ client_id, redirect_uri: CLAUDE_REDIRECT });
    }
    expect(asked).toBe(50);
    up = false;
    await clock.advance(3_600_000);
    expect((await facade.authorize(fields)).status).toBe(200);
    await clock.advance(86_400_000);
    await expectStopped(await facade.authorize(fields));
    await facade.pool.stop();
  });
});

describe('T43 cimd-url', () => {
  let facade: Facade;
  const { asked, fetchPublic } = site([{}]);
  beforeAll(async () => {
    facade = await startFacade({ fetchPublic });
  });
  afterAll(() => facade.pool.stop());

  test.each([
    'http://claude.ai/oauth/mcp-oauth-client-metadata',
    'https://claude.ai',
    'https://claude.ai/',
    'https://claude.ai/oauth/./mcp-oauth-client-metadata',
    'https://claude.ai/x/../oauth/mcp-oauth-client-metadata',
    'https://claude.ai/oauth/%2e/mcp-oauth-client-metadata',
    'https://user@claude.ai/oauth/mcp-oauth-client-metadata',
    'https://claude.ai/oauth/mcp-oauth-client-metadata#x',
    'https://claude.ai/oauth/mcp-oauth-client-metadata?x=1',
    'https://claude.ai:443/oauth/mcp-oauth-client-metadata',
    'https://CLAUDE.ai/oauth/mcp-oauth-client-metadata',
    'HTTPS://claude.ai/oauth/mcp-oauth-client-metadata',
    'https://claude.ai.evil.example/oauth/mcp-oauth-client-metadata',
    'https://claude.ai./oauth/mcp-oauth-client-metadata',
    'https://evil.example/oauth/mcp-oauth-client-metadata',
    'https://chatgpt.com/oauth/a/b/client.json',
    'https://chatgpt.com/oauth//client.json',
    'https://chatgpt.com/oauth/../client.json',
    'https://chatgpt.com/oauth/codex/a/b/client.json',
  ])('%s', async (client_id) => {
    await expectStopped(await facade.authorize({ client_id, redirect_uri: CLAUDE_REDIRECT }));
    expect(asked).toEqual([]);
  });
});
