/** What docs/topologies.md says is what the templates are, at the prices that have a date. */
import { readFileSync } from 'node:fs';
import { McpRuntime } from 'cdk-mcp-service';

import { PRICES } from '../support/prices';
import { idleMonth, millionCalls, total, unpriced, type Bill } from '../topologies/bill';
import { combinations } from '../topologies/combinations';
import { dollars, generatedParts, networkDollars, withParts } from '../topologies/tables';
import { PLACES, withCognito } from './auth/cognito-stacks';

const PAGE = readFileSync('docs/topologies.md', 'utf8');

/** As lines without the padding that the formatter gives tables. */
function lines(page: string): string[] {
  return page
    .split('\n')
    .map((line) => line.replaceAll(/ {2,}/g, ' ').replaceAll(/-{3,}/g, '---').trim())
    .filter((line) => line !== '');
}

const all = combinations();

test('the page says what is generated', () => {
  const parts = generatedParts();
  expect(Object.keys(parts)).toEqual([
    'limits',
    'floor',
    'million',
    'months',
    'networks',
    'assumptions',
    'prices',
  ]);
  expect(lines(PAGE)).toEqual(lines(withParts(PAGE, parts)));
});

test.each(Object.keys(all))('everything in the template of %s has a price or is free', (name) => {
  const made = all[name];
  expect(made && unpriced(made.template)).toEqual([]);
});

test.each(Object.keys(PLACES))('with Cognito everything of %s has a price or is free too', (name) => {
  const { template, service } = withCognito({ machines: { nightly: ['read'] } }, PLACES[name]);
  expect(unpriced(template)).toEqual([]);
  // The app client's, the two keys and the machine's.
  expect(idleMonth(template, service.manifest)).toMatchObject({ secrets: 4 * PRICES.secret.dollars });
  const { 'the authorizer': authorizer, Lambda: server } = millionCalls(template);
  expect([authorizer !== undefined, server !== undefined]).toEqual([
    name.startsWith('REST API'),
    !name.includes('containers'),
  ]);
});

test('a type of which nobody said what it costs is noticed', () => {
  const [made] = Object.values(all);
  if (!made) throw new Error('There is no combination.');
  const { template } = made;
  const { Resources } = template.toJSON() as { Resources: Record<string, unknown> };
  Resources['Bucket'] = { Type: 'AWS::S3::Bucket', Properties: {} };
  expect(unpriced(template)).toEqual(['AWS::S3::Bucket']);
  delete Resources['Bucket'];
});

test('the error about a network that is not chosen has the figures of the page', () => {
  const { publicIp = 0, nat = 0, endpoints = 0 } = networkDollars();
  const gigabyte = { nat: PRICES.natGigabyte.dollars, endpoints: PRICES.interfaceEndpointGigabyte.dollars };
  const message =
    'McpRuntime.fargate: network is not given, and there is no default. Choose ' +
    `'publicIp' (each task has a public address that only the load balancer can reach: ${dollars(publicIp / 2)} a month and task); ` +
    `'nat' (tasks have no public address: ${dollars(nat)} a month for a NAT gateway and its address, and $${gigabyte.nat} a GB); ` +
    `'endpoints' (tasks reach AWS and nothing else: ${dollars(endpoints)} a month for three endpoints in two zones, ` +
    `${dollars(endpoints / 3)} for each more, and $${gigabyte.endpoints} a GB); or bring a vpc.`;
  expect(() => McpRuntime.fargate()).toThrow(new Error(message));
});

const WEB_ACL = 'web ACL';
function without(item: string, bill: Bill): number {
  return total(bill) - (bill[item] ?? 0);
}

test.each([100_000, 1_000_000, 10_000_000])('at %i calls a month the default is the cheapest', (calls) => {
  const months = Object.entries(all).map(([name, { template, service }]) => {
    const floor = without(WEB_ACL, idleMonth(template, service.manifest));
    return { name, dollars: floor + (without(WEB_ACL, millionCalls(template)) * calls) / 1e6 };
  });
  const cheapest = months.toSorted((a, b) => a.dollars - b.dollars)[0];
  expect(cheapest?.name).toBe('HttpApiLambda');
});
