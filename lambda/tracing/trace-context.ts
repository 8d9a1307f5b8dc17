/** Where a request comes from, in the terms of W3C Trace Context. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** As it came, to be handed on. */
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** W3C Trace Context §3.2: version, trace id, parent id, flags. Ids of zeros are none. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;
/** W3C Trace Context §3.3.1.5: at least so much must be handed on. */
const STATE_LENGTH = 512;
const PARENT_LENGTH = 128;

/**
 * The trace that a message belongs to: named in its `_meta` (MCP 2026-07-28), else in the request's headers.
 * What is malformed is left out: a trace must not fail a call.
 */
export function readTrace(meta: unknown, headers: Headers): TraceContext | undefined {
  const inMeta = (name: string): string | undefined => {
    const value =
      typeof meta === 'object' && meta !== null ? new Map(Object.entries(meta)).get(name) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const ofMeta = parse(inMeta('traceparent'), inMeta('tracestate'));
  return ofMeta ?? parse(headers.get('traceparent') ?? undefined, headers.get('tracestate') ?? undefined);
}

function parse(traceparent: string | undefined, tracestate: string | undefined): TraceContext | undefined {
  if (traceparent === undefined || traceparent.length > PARENT_LENGTH) return undefined;
  const traceId = TRACEPARENT.exec(traceparent)?.[1];
  if (traceId === undefined) return undefined;
  const state = tracestate !== undefined && tracestate.length <= STATE_LENGTH ? { tracestate } : {};
  return { traceId, traceparent, ...state };
}
