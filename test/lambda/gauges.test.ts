import { z } from 'zod';
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
