import { z } from 'zod';
import type { ServiceRates } from '../../lambda/contract';
import type { LimitStore } from '../../lambda/state/limits/store';
import { defineTools, tool } from '../../lambda/tools';
import { readAnswer, rpcRequest, serveInProcess } from '../support/in-process';
import { AUDIENCE, startIssuer } from '../support/issuer';
import { ManualClock } from '../support/manual-clock';
import { NO_RATES } from '../support/settings';

const MODULE = defineTools({
  name: 'desk',
  tools: {
    look: tool({ description: 'Looks.', effect: 'read', input: z.object({}), handler: () => 'seen' }),
    act: tool({ description: 'Acts.', effect: 'write', input: z.object({}), handler: () => 'done' }),
  },
});

/** Two at once and soon a third, then one a minute: the bound keeps a little of the burst back. */
const TWO_CALLS: ServiceRates = { ...NO_RATES, caller: { perMinute: 1, burst: 3 } };

const limited = (clock = new ManualClock()) =>
  serveInProcess(MODULE, { settings: { rates: TWO_CALLS }, clock });

type Server = ReturnType<typeof limited>;

it.each<readonly [string, (server: Server) => Promise<{ status: number }>]>([
  ['listing', (server) => server.rpc('tools/list')],
  ['beginning', (server) => server.rpc('initialize', {})],
  ['a method that does not exist', (server) => server.rpc('nothing/here')],
  ['a tool that does not exist', (server) => server.call('nothing', {})],
  ['a tool without a name', (server) => server.rpc('tools/call', {})],
  ['a body that is no message', async (server) => readAnswer(await server.fetch(rpcRequest('{')))],
])('%s takes from the caller’s limit', async (_what, send) => {
  const server = limited();
  const statuses = [await send(server), await send(server), await send(server)].map(({ status }) => status);
  expect(statuses.slice(0, 2)).not.toContain(429);
  expect(statuses[2]).toBe(429);
});

it('says when to come back, and lets nobody through before', async () => {
  const clock = new ManualClock();
  const server = limited(clock);
  await server.rpc('tools/list');
  await server.rpc('tools/list');
  const refused = await server.rpc('tools/list');
  expect(refused.error).toEqual({
    code: 429,
    message: 'The limit on calls of this caller is used up. Send it again in 2 s.',
    data: expect.objectContaining({ code: 'RATE_LIMITED', outcome: 'not_executed', retryAfterSeconds: 2 }),
  });
  expect(refused.headers.get('retry-after')).toBe('2');
  expect(server.lines.at(-1)).toMatchObject({ code: 'RATE_LIMITED', limit: 'calls of this caller' });
  await clock.advance(1_000);
  expect(await server.rpc('tools/list')).toMatchObject({ status: 429 });
  await clock.advance(1_000);
  expect(await server.rpc('tools/list')).toMatchObject({ status: 200 });
});

it('shares the caller’s limit with the calls of tools, each of which takes once', async () => {
  const server = limited();
  expect((await server.call('look', {})).result).toMatchObject({ content: [{ text: 'seen' }] });
  expect((await server.rpc('tools/list')).status).toBe(200);
  expect(JSON.stringify((await server.call('look', {})).result)).toContain('RATE_LIMITED');
});

it('limits a caller that asks again and again for what its token does not allow', async () => {
  const issuer = await startIssuer();
  const auth = { kind: 'jwt', issuer: issuer.url, audience: AUDIENCE } as const;
  const server = serveInProcess(MODULE, { settings: { rates: TWO_CALLS, auth } });
  const headers = { authorization: `Bearer ${await issuer.token({ scope: 'read' })}` };
  const statuses = [];
  for (let index = 0; index < 3; index += 1) statuses.push((await server.call('act', {}, headers)).status);
  expect(statuses).toEqual([403, 403, 429]);
  await issuer.stop();
});

it('takes nothing for a request that is not authenticated', async () => {
  const issuer = await startIssuer();
  const auth = { kind: 'jwt', issuer: issuer.url, audience: AUDIENCE } as const;
  let asked = 0;
  const limitStore: LimitStore = {
    ready: () => Promise.resolve(),
    take: () => {
      asked += 1;
      return Promise.reject(new Error('not to be asked'));
    },
    giveBack: () => Promise.resolve(),
  };
  const server = serveInProcess(MODULE, { settings: { rates: TWO_CALLS, auth }, limitStore });
  expect((await server.rpc('tools/list')).status).toBe(401);
  expect(asked).toBe(0);
  await issuer.stop();
});

it('lets through what changes nothing while the store is down, and counts that', async () => {
  const down: LimitStore = {
    ready: () => Promise.resolve(),
    take: () => Promise.reject(new Error('down')),
    giveBack: () => Promise.resolve(),
  };
  const server = serveInProcess(MODULE, { settings: { rates: TWO_CALLS }, limitStore: down });
  expect((await server.rpc('tools/list')).status).toBe(200);
  expect(server.lines[0]).toMatchObject({
    LimitStoreUnavailable: 1,
    _aws: {
      CloudWatchMetrics: [
        {
          Namespace: 'McpService',
          Dimensions: [['service']],
          Metrics: [{ Name: 'LimitStoreUnavailable', Unit: 'Count' }],
        },
      ],
    },
  });
  await server.call('look', {});
  expect(server.lines[1]).toMatchObject({
    Calls: 1,
    LimitStoreUnavailable: 1,
    limitStore: 'unavailable',
    limitStoreFailure: 'Error',
    _aws: {
      CloudWatchMetrics: [
        { Dimensions: [['service']] },
        { Dimensions: [['service'], ['service', 'tool'], ['service', 'release']] },
      ],
    },
  });
  expect(JSON.stringify((await server.call('act', {})).result)).toContain('STATE_UNAVAILABLE');
});
