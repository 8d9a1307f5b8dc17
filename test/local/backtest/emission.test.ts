import { defineTools, healthCheck, tool, transient } from 'cdk-mcp-service/tools';
import { z } from 'zod';
import { METRICS, METRIC_NAMESPACE, type MetricDefinition } from '../../../lambda/contract';
import { Emission } from '../../../local/backtest/emission';
import { Minute, type Call } from '../../../local/backtest/traffic/minute';
import { readEmf } from '../../../local/cloudwatch/emf';
import type { MetricIdentity } from '../../../local/cloudwatch/metric-identity';
import { MetricStore } from '../../../local/cloudwatch/metric-store';
import { serveInProcess } from '../../support/in-process';
import { MODEL } from './desk';

const AT = 29_000_000;

/** `Calls Count service+tool`: a metric without the values of its dimensions. */
function kindOf({ name, dimensions }: Pick<MetricIdentity, 'name' | 'dimensions'>): string {
  return `${name} ${Object.keys(dimensions).toSorted().join('+')}`;
}

function kindsOfContract(...metrics: readonly MetricDefinition[]): string[] {
  return metrics
    .flatMap(({ name, dimensions }) => dimensions.map((set) => `${name} ${set.toSorted().join('+')}`))
    .toSorted();
}

const USUAL: Call = {
  tool: 'search',
  release: 'r2',
  code: undefined,
  fault: false,
  slow: false,
  latencyMs: 120,
  replayed: false,
  unknown: false,
};

function emitted(fill: (minute: Minute) => void): MetricStore {
  const store = new MetricStore();
  const happened = new Minute(AT);
  fill(happened);
  new Emission(store, MODEL).write(happened);
  return store;
}

function kindsIn(store: MetricStore): string[] {
  return [...new Set(store.written().map(kindOf))].toSorted();
}

const desk = defineTools({
  name: 'desk',
  tools: {
    search: tool({
      description: 'Searches.',
      effect: 'read',
      input: z.object({ fails: z.boolean().optional() }),
      handler: ({ fails }) => {
        if (fails) throw transient('The shop is down.');
        return 'found';
      },
    }),
    refund: tool({
      description: 'Pays back.',
      effect: 'write',
      input: z.object({ cents: z.number(), breaks: z.boolean().optional() }),
      handler: ({ breaks }) => {
        if (breaks) throw new Error('gone');
        return 'paid';
      },
    }),
  },
  healthChecks: { tickets: healthCheck({ check: () => Promise.resolve() }) },
});

/** What the lines of a real server come to, with the fields that its writer adds. */
function kindsOf(lines: readonly object[]): string[] {
  const kinds = lines.flatMap((line) => {
    const event = JSON.stringify({ ...line, service: 'desk', release: 'r2' });
    const { writes, problems } = readEmf(event, Date.now()) ?? { writes: [], problems: [] };
    expect(problems).toEqual([]);
    return writes.map(({ identity }) => {
      expect(identity.namespace).toBe(METRIC_NAMESPACE);
      return kindOf(identity);
    });
  });
  return [...new Set(kinds)].toSorted();
}

describe('a real server and the simulation publish the same metrics under the same dimensions', () => {
  test('for a call', async () => {
    const server = serveInProcess(desk);
    await server.call('search', {});
    expect(kindsOf(server.lines)).toEqual(kindsIn(emitted((minute) => minute.add(USUAL))));
  });

  test('for a call that fails', async () => {
    const server = serveInProcess(desk);
    await server.call('search', { fails: true });
    const store = emitted((minute) => minute.add({ ...USUAL, code: 'UPSTREAM_UNAVAILABLE', fault: true }));
    expect(kindsOf(server.lines)).toEqual(kindsIn(store));
  });

  test('for a call whose effect nobody knows, and one that is replayed', async () => {
    const server = serveInProcess(desk);
    await server.call('refund', { cents: 1, breaks: true });
    await server.call('refund', { cents: 2 });
    await server.call('refund', { cents: 2 });
    const store = emitted((minute) => {
      minute.add({ ...USUAL, code: 'INTERNAL', fault: true, unknown: true });
      minute.add({ ...USUAL, replayed: true });
    });
    expect(kindsOf(server.lines)).toEqual(kindsIn(store));
  });

  test('for a call of a tool that does not exist', async () => {
    const server = serveInProcess(desk);
    await server.call('no_such_tool', {});
    expect(kindsOf(server.lines)).toEqual(kindsIn(emitted((minute) => minute.error('UNKNOWN_TOOL'))));
  });

  test('for the gauges of a minute', async () => {
    const server = serveInProcess(desk);
    await server.probe();
    const store = emitted((minute) => {
      minute.checks = new Map([['tickets', { up: true, latencyMs: 5 }]]);
    });
    expect(kindsOf(server.lines)).toEqual(kindsIn(store));
  });
});

test('for the gauges of a minute, where a tool asks for approval: pending ones and the age of the oldest', () => {
  const waiting = (approvals: Minute['approvals']) => (minute: Minute) => {
    minute.checks = new Map();
    minute.approvals = approvals;
  };
  const store = emitted(waiting({ pending: 2, oldestSeconds: 90 }));
  expect(kindsIn(store)).toEqual(
    kindsOfContract(METRICS.approvalsOldestAge, METRICS.approvalsPending, METRICS.healthChecksDown),
  );
  const valueOf = (name: string) =>
    store
      .metric({ namespace: METRIC_NAMESPACE, name, dimensions: { service: 'desk' } })
      .stream()
      ?.aggregate(AT, AT + 1);
  expect(valueOf('ApprovalsPending')).toMatchObject({ sum: 2, count: 1 });
  expect(valueOf('ApprovalsOldestAge')).toMatchObject({ sum: 90, count: 1 });
  expect(kindsIn(emitted(waiting(undefined)))).toEqual(kindsOfContract(METRICS.healthChecksDown));
});

test('everything of the contract is written, but for what a function on Lambda never has', () => {
  const store = emitted((minute) => {
    minute.add({ ...USUAL, code: 'RATE_LIMITED' });
    minute.add({ ...USUAL, replayed: true, unknown: true });
    minute.unauthorized = 1;
    minute.coldStarts = 1;
    minute.checks = new Map([['tickets', { up: false, latencyMs: 5 }]]);
    minute.approvals = { pending: 1, oldestSeconds: 30 };
  });
  const { limitStoreUnavailable, inFlight, activeConnections, ...others } = METRICS;
  expect(kindsIn(store)).toEqual(kindsOfContract(...Object.values(others)));
  expect(kindsIn(store)).not.toEqual(
    expect.arrayContaining(kindsOfContract(limitStoreUnavailable, inFlight, activeConnections)),
  );
});

test('values are those of single calls: a flag is 0 or 1, a latency its own', () => {
  const store = emitted((minute) => {
    for (const latencyMs of [100, 100, 2_000]) minute.add({ ...USUAL, latencyMs, slow: latencyMs > 1_000 });
    minute.add({ ...USUAL, code: 'INTERNAL', fault: true, tool: 'refund', release: 'r1' });
  });
  const total = (name: string, dimensions: object) =>
    store
      .metric({ namespace: METRIC_NAMESPACE, name, dimensions: { service: 'desk', ...dimensions } })
      .stream()
      ?.aggregate(AT, AT + 1);
  expect(total('Calls', {})).toMatchObject({ sum: 4, count: 4 });
  expect(total('Faults', {})).toMatchObject({ sum: 1, count: 4, minimum: 0, maximum: 1 });
  expect(total('Slow', { tool: 'search' })).toMatchObject({ sum: 1, count: 3 });
  expect(total('Latency', { release: 'r2' })).toMatchObject({ sum: 2_200, count: 3 });
  expect(total('Errors', { code: 'INTERNAL' })).toMatchObject({ sum: 1, count: 1 });
  expect(total('Errors', {})).toMatchObject({ sum: 1, count: 1 });
});
