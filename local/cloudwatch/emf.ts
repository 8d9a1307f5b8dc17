import { isArray, isObject, type Json, type JsonObject } from '../assembly/template';
import { readDirective, type EmfWrite } from './emf-directive';
import { MS_A_MINUTE, type MetricStore } from './metric-store';

/** *Specification: Embedded metric format*: a log event may have 1 MB; times 2 weeks back to 2 hours ahead. */
const MOST_BYTES = 1_048_576;
const OLDEST_MS = 14 * 24 * 60 * MS_A_MINUTE;
const NEWEST_MS = 2 * 60 * MS_A_MINUTE;

/** The metric of `AWS/Logs` in which CloudWatch counts a refusal. */
export type EmfFault = 'EMFParsingErrors' | 'EMFValidationErrors';

export interface EmfProblem {
  readonly fault: EmfFault;
  readonly what: string;
}

export interface EmfReading {
  /** Minute since the epoch that all samples belong to. */
  readonly minute: number;
  readonly writes: readonly EmfWrite[];
  /** What CloudWatch would drop, and why. */
  readonly problems: readonly EmfProblem[];
}

/**
 * Reads a log event as embedded metric format. Unknown members are ignored, so a log line may hold both.
 *
 * @param nowMs when CloudWatch gets it; time stamps too far from it are refused.
 * @returns `undefined` for an event that is no such document and no attempt at one.
 */
export function readEmf(event: string, nowMs: number): EmfReading | undefined {
  const root = parse(event);
  const metadata = root?._aws;
  if (root === undefined || metadata === undefined) return undefined;
  if (Buffer.byteLength(event) > MOST_BYTES) {
    return refused('EMFParsingErrors', `the event has more than ${MOST_BYTES} bytes`);
  }
  const { Timestamp: timestamp, CloudWatchMetrics: directives } = isObject(metadata) ? metadata : {};
  if (typeof timestamp !== 'number' || !Number.isSafeInteger(timestamp)) {
    return refused('EMFParsingErrors', '_aws.Timestamp is no whole number of milliseconds');
  }
  if (!isArray(directives)) return refused('EMFParsingErrors', '_aws.CloudWatchMetrics is no list');
  if (timestamp < nowMs - OLDEST_MS || timestamp > nowMs + NEWEST_MS) {
    return refused('EMFValidationErrors', '_aws.Timestamp is over 2 weeks old or over 2 hours ahead');
  }
  const readings = directives.map((directive) => readDirective(directive, root));
  return {
    minute: Math.floor(timestamp / MS_A_MINUTE),
    writes: readings.flatMap(({ writes }) => writes),
    problems: readings
      .flatMap(({ problems }) => problems)
      .map((what) => ({ fault: 'EMFValidationErrors', what })),
  };
}

/** Reads a log event into a store. @returns what was refused. */
export function recordEmf(store: MetricStore, event: string, nowMs: number): readonly EmfProblem[] {
  const reading = readEmf(event, nowMs);
  for (const { identity, values, counts, unit } of reading?.writes ?? []) {
    store.metric(identity).record(reading?.minute ?? 0, values, counts, unit);
  }
  return reading?.problems ?? [];
}

function refused(fault: EmfFault, what: string): EmfReading {
  return { minute: 0, writes: [], problems: [{ fault, what }] };
}

/** The event as one JSON object, with nothing before or after it. */
function parse(event: string): JsonObject | undefined {
  if (!event.trimStart().startsWith('{') || !event.includes('"_aws"')) return undefined;
  try {
    const value = JSON.parse(event) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
