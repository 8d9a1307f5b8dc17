/** A server that is reached by several URLs names the one that was asked for, and no other. */
import { createAddresses } from '../../../lambda/auth/addresses';

const OWN = 'https://mcp.example.com/mcp';
const OLD = 'https://abc.execute-api.eu-west-1.amazonaws.com/mcp';
const addresses = createAddresses({
  url: OWN,
  alternateUrls: [OLD],
  name: 'desk',
  auth: { kind: 'jwt', issuer: 'https://login.example.com/', audience: 'desk' },
  scopes: ['read'],
});

const asked = (url: string, headers: Record<string, string> = {}) =>
  addresses.of(new Request(url, { headers }));

test.each([
  [OWN, {}, OWN],
  [OLD, {}, OLD],
  // An API before a balancer sends the balancer's name as Host, and the one that was asked for beside it.
  ['http://internal-balancer/mcp', { 'x-mcp-public-host': 'abc.execute-api.eu-west-1.amazonaws.com' }, OLD],
  ['http://internal-balancer/mcp', { 'x-mcp-public-host': 'mcp.example.com' }, OWN],
  // Whoever else sends the header chooses among our own names, and gets no foreign one.
  [OWN, { 'x-mcp-public-host': 'evil.example.net' }, OWN],
  ['http://10.0.0.7:8080/mcp', {}, OWN],
])('%s with %j is known as %s', (url, headers, expected) => {
  const { origin, metadata } = asked(url, headers);
  expect(origin).toBe(new URL(expected).origin);
  expect(metadata).toMatchObject({ resource: expected });
});

test('browser pages of every name of ours may call', () => {
  expect(addresses.origins).toEqual([new URL(OWN).origin, new URL(OLD).origin]);
});
