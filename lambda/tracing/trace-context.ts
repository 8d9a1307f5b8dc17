/** Where a request comes from, in the terms of W3C Trace Context. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits: the span of the caller's that sent the request. */
  readonly spanId: string;
  /** Whether the caller records its part. */
  readonly sampled: boolean;
  /** As it came, to be handed on. */
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** W3C Trace Context §3.2: version, trace id, parent id, flags. Ids of zeros are none. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;
/** W3C Trace Context §3.3.1.5: at least so much must be handed on. */
const STATE_LENGTH = 512;
const PARENT_LENGTH = 128;

/**
 * The trace that a message belongs to: named in its `_meta` (MCP 2026-07-28), else in the request's headers.
 * What is malformed is left out: a trace must not fail a call.
 */
export function readTrace(meta: unknown, headers: Headers): TraceContext | undefined {
  const fields = new Map<string, unknown>(
    typeof meta === 'object' && meta !== null ? Object.entries(meta) : [],
  );
  return (
    parse(fields.get('traceparent'), fields.get('tracestate')) ??
    parse(headers.get('traceparent'), headers.get('tracestate'))
  );
}

function parse(traceparent: unknown, tracestate: unknown): TraceContext | undefined {
  if (typeof traceparent !== 'string' || traceparent.length > PARENT_LENGTH) return undefined;
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const sampled = (Number.parseInt(flags, 16) & 1) === 1;
  const state = typeof tracestate === 'string' && tracestate.length <= STATE_LENGTH ? { tracestate } : {};
  return { traceId, spanId, sampled, traceparent, ...state };
}
