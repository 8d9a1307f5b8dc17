import { METRICS } from '../contract';
import type { Clock } from '../clock';
import { MetricValues } from '../emf';
import type { Log } from '../log';
import type { WriteLine } from '../request-line';
import type { ApprovalStore } from '../state/approvals/approvals';
import type { Health } from './health';
import { setWaiting } from './waiting';

/** What only an instance that lives between requests can tell. */
export interface Gauges {
  readonly inFlight?: number;
  readonly activeConnections?: number;
}

interface GaugePorts {
  readonly health: Health;
  readonly clock: Clock;
  readonly writeLine: WriteLine;
  readonly log: Pick<Log, 'warn'>;
  /** Where a tool asks for approval. */
  readonly approvals?: Pick<ApprovalStore, 'list'>;
}

/**
 * One line of the service and one a health check: a check's name is a dimension, and a line has one value a
 * dimension. Reasons are in the log of the failure itself.
 */
export async function writeGauges(ports: GaugePorts, gauges: Gauges): Promise<void> {
  const { health, clock, writeLine, log, approvals } = ports;
  const results = await health.results();
  const ofService = new MetricValues();
  ofService.set(METRICS.healthChecksDown, results.filter(({ reason }) => reason !== undefined).length);
  if (gauges.inFlight !== undefined) ofService.set(METRICS.inFlight, gauges.inFlight);
  if (gauges.activeConnections !== undefined)
    ofService.set(METRICS.activeConnections, gauges.activeConnections);
  if (approvals !== undefined) {
    await setWaiting({ approvals, clock }, ofService).catch((error: unknown) =>
      log.warn('approvals cannot be read', {
        reason: error instanceof Error ? error.message : String(error),
      }),
    );
  }
  writeLine('gauges', ofService.fields(clock));
  for (const { check, critical, latencyMs, reason } of results) {
    const ofCheck = new MetricValues();
    ofCheck.set(METRICS.healthCheckUp, reason === undefined ? 1 : 0);
    ofCheck.set(METRICS.healthCheckLatency, latencyMs);
    writeLine('health check', { check, critical, ...ofCheck.fields(clock) });
  }
}
