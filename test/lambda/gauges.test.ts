import { z } from 'zod';
import type { ApprovalStore, Ticket, TicketStatus } from '../../lambda/state/approvals/approvals';
import { defineTools, healthCheck, tool } from '../../lambda/tools';
import { serveInProcess } from '../support/in-process';
import { ManualClock } from '../support/manual-clock';

const checked = (up: () => boolean) =>
  defineTools({
    name: 'desk',
    tools: { look: tool({ description: 'Looks.', effect: 'read', input: z.object({}), handler: () => 'x' }) },
    healthChecks: {
      billing: healthCheck({
        critical: true,
        check: () => (up() ? Promise.resolve() : Promise.reject(new Error('down at 10.0.0.7'))),
      }),
      tickets: healthCheck({ check: () => Promise.resolve() }),
    },
  });

it('writes what is up once a minute, each check under its own name', async () => {
  const clock = new ManualClock();
  let up = true;
  const server = serveInProcess(
    checked(() => up),
    { clock },
  );
  await server.probe();
  up = false;
  await clock.advance(60_000);
  await server.probe({ inFlight: 3, activeConnections: 5 });
  const service = [['service']];
  const check = [['service', 'check']];
  const directive = (Dimensions: string[][], names: string[]) => ({
    Timestamp: expect.any(Number),
    CloudWatchMetrics: [
      {
        Namespace: 'McpService',
        Dimensions,
        Metrics: names.map((Name) => expect.objectContaining({ Name })),
      },
    ],
  });
  expect(server.lines).toEqual([
    { message: 'gauges', HealthChecksDown: 0, _aws: directive(service, ['HealthChecksDown']) },
    {
      message: 'health check',
      check: 'billing',
      critical: true,
      HealthCheckUp: 1,
      HealthCheckLatency: 0,
      _aws: directive(check, ['HealthCheckUp', 'HealthCheckLatency']),
    },
    expect.objectContaining({ check: 'tickets', HealthCheckUp: 1 }),
    {
      message: 'gauges',
      HealthChecksDown: 1,
      InFlight: 3,
      ActiveConnections: 5,
      _aws: directive(service, ['HealthChecksDown', 'InFlight', 'ActiveConnections']),
    },
    expect.objectContaining({ check: 'billing', HealthCheckUp: 0 }),
    expect.objectContaining({ check: 'tickets', HealthCheckUp: 1 }),
  ]);
  // The reason is the log's: the line of a gauge is also read by whoever may see metrics.
  expect(JSON.stringify(server.lines)).not.toContain('10.0.0.7');
  expect(server.logged).toEqual([expect.objectContaining({ check: 'billing', reason: 'down at 10.0.0.7' })]);
});

describe('where a tool asks for approval', () => {
  const NOW = new ManualClock().now();
  const paying = (approval: 'required' | 'never') =>
    defineTools({
      name: 'desk',
      tools: {
        pay: tool({
          description: 'Pays.',
          effect: 'destructive',
          approval,
          input: z.object({}),
          handler: () => 'paid',
        }),
      },
    });
  const ticket = (status: TicketStatus, secondsAgo: number): Ticket => ({
    id: `${status} ${secondsAgo}`,
    key: 'k',
    tool: 'pay',
    arguments: '{}',
    subject: 'ana',
    requestId: 'request-1',
    stateKey: 'c3RhdGUta2V5',
    requestedAt: NOW - secondsAgo * 1_000,
    expiresAt: NOW + 1,
    status,
  });
  /** Only what a gauge may do with a store. */
  const storeThat = (list: ApprovalStore['list']): ApprovalStore => {
    const refuse = () => Promise.reject(new Error('a gauge changes nothing'));
    return { ask: refuse, use: refuse, find: refuse, decide: refuse, list };
  };
  const gaugesOf = async (list: ApprovalStore['list'], approval: 'required' | 'never' = 'required') => {
    const clock = new ManualClock();
    const server = serveInProcess(paying(approval), { clock, approvalStore: storeThat(list) });
    const written = server.probe();
    await clock.advance(5_000);
    await written;
    return server;
  };

  it('says how many calls wait, and since when the oldest', async () => {
    const tickets = [
      ticket('approved', 900),
      ticket('pending', 600),
      ticket('denied', 50),
      ticket('pending', 7),
    ];
    const { lines } = await gaugesOf((now) => Promise.resolve(now === NOW ? tickets : []));
    expect(lines).toEqual([
      expect.objectContaining({ message: 'gauges', ApprovalsPending: 2, ApprovalsOldestAge: 600 }),
    ]);
  });

  it('says 0 while none does', async () => {
    const { lines } = await gaugesOf(() => Promise.resolve([ticket('used', 900)]));
    expect(lines).toEqual([expect.objectContaining({ ApprovalsPending: 0, ApprovalsOldestAge: 0 })]);
  });

  it.each<readonly [string, ApprovalStore['list'], string]>([
    ['fails', () => Promise.reject(new Error('throttled')), 'throttled'],
    ['never answers', () => new Promise(() => undefined), 'No answer within 2000 ms'],
  ])('writes the other gauges when the store %s', async (_how, list, reason) => {
    const { lines, logged } = await gaugesOf(list);
    expect(lines).toEqual([expect.objectContaining({ message: 'gauges', HealthChecksDown: 0 })]);
    expect(lines[0]).not.toHaveProperty('ApprovalsPending');
    expect(lines[0]).not.toHaveProperty('ApprovalsOldestAge');
    expect(logged).toEqual([{ message: 'approvals cannot be read', reason }]);
  });

  it('asks no store where no tool does', async () => {
    const { lines, logged } = await gaugesOf(() => Promise.reject(new Error('asked')), 'never');
    expect([logged, lines[0]]).toEqual([[], expect.not.objectContaining({ ApprovalsPending: 0 })]);
  });
});
