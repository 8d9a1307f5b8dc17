import type { TraceContext } from './trace-context';

const ROOT = /(?:^|;)Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/;
const PARENT = /(?:^|;)Parent=([0-9a-f]{16})(?:;|$)/;

/** X-Ray's form of a trace id: version, seconds, the rest. */
export function xrayTraceId(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}

/** The place in a trace that X-Ray's own header names, such as `Root=1-…;Parent=…;Sampled=1`. */
export function readXrayHeader(header: string | undefined): TraceContext | undefined {
  const [, seconds, rest] = ROOT.exec(header ?? '') ?? [];
  const spanId = PARENT.exec(header ?? '')?.[1];
  if (seconds === undefined || rest === undefined || spanId === undefined) return undefined;
  const sampled = /(?:^|;)Sampled=1(?:;|$)/.test(header ?? '');
  const traceId = seconds + rest;
  return { traceId, spanId, sampled, traceparent: `00-${traceId}-${spanId}-${sampled ? '01' : '00'}` };
}
