import { z } from 'zod';
import { defineTools, healthCheck, tool, type HealthCheck } from '../../lambda/tools';
import { serveInProcess, type InProcess } from '../support/in-process';
import { ManualClock } from '../support/manual-clock';

const read = tool({ description: 'Reads.', effect: 'read', input: z.object({}), handler: () => 'ok' });

function serve(healthChecks: Record<string, HealthCheck>, clock = new ManualClock()): InProcess {
  return serveInProcess(defineTools({ name: 'healthy', tools: { read }, healthChecks }), { clock });
}

async function get(server: InProcess, path: string): Promise<[number, unknown]> {
  const response = await server.fetch(new Request(`https://mcp.example.com${path}`));
  return [response.status, await response.json()];
}

const fails = (critical: boolean) =>
  healthCheck({ critical, check: () => Promise.reject(new Error('db at 10.0.0.5 is down')) });

it.each([
  ['all work', { a: healthCheck({ check: () => Promise.resolve() }) }, 200, 'ready'],
  ['one that is not critical fails', { a: fails(false) }, 200, 'degraded'],
  ['a critical one fails', { a: fails(true), b: fails(false) }, 503, 'unavailable'],
  ['there are none', {}, 200, 'ready'],
])('is told by readiness: when %s', async (_case, checks, status, text) => {
  expect(await get(serve(checks), '/health/ready')).toEqual([status, { status: text }]);
});

it('says names and reasons in the log, and not to strangers', async () => {
  const server = serve({ tickets: fails(true) });
  const [, body] = await get(server, '/health/ready');
  expect(JSON.stringify(body)).not.toMatch(/tickets|10\.0\.0\.5/);
  expect(server.logged).toEqual([
    { message: 'health check failed', check: 'tickets', critical: true, reason: 'db at 10.0.0.5 is down' },
  ]);
});

it('runs checks side by side, each within its own time-out', async () => {
  const clock = new ManualClock();
  const running: string[] = [];
  const hang = (name: string, timeoutMs: number) =>
    healthCheck({
      timeoutMs,
      critical: true,
      check() {
        running.push(name);
        return new Promise(() => undefined);
      },
    });
  const server = serve({ a: hang('a', 50), b: hang('b', 80) }, clock);
  const answer = get(server, '/health/ready');
  await clock.advance(50);
  expect(running).toEqual(['a', 'b']);
  await clock.advance(30);
  expect(await answer).toEqual([503, { status: 'unavailable' }]);
  expect(clock.pending).toBe(0);
});

it('runs one round for all probes of five seconds', async () => {
  const clock = new ManualClock();
  let rounds = 0;
  const server = serve({ a: healthCheck({ check: async () => void (rounds += 1) }) }, clock);
  await Promise.all([get(server, '/health/ready'), get(server, '/health/ready')]);
  await clock.advance(4_999);
  await get(server, '/health/ready');
  expect(rounds).toBe(1);
  await clock.advance(1);
  await get(server, '/health/ready');
  expect(rounds).toBe(2);
});

it.each(['booting', 'draining'] as const)('takes an instance out while it is %s', async (phase) => {
  const server = serve({});
  server.health.phase = phase;
  expect(await get(server, '/health/live')).toEqual([503, { status: phase }]);
  expect(await get(server, '/health/ready')).toEqual([503, { status: 'unavailable' }]);
});

it('needs no token', async () => {
  const server = serveInProcess(defineTools({ name: 'healthy', tools: { read } }), {
    settings: { auth: { kind: 'jwt', issuer: 'https://issuer.invalid', audience: 'x' } },
  });
  expect((await get(server, '/health/live'))[0]).toBe(200);
});
