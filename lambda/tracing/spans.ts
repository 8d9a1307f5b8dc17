import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  isSpanContextValid,
  trace,
  type Attributes,
  type Span,
} from '@opentelemetry/api';
import type { TraceContext } from './trace-context';

/** Without a provider every span is the same one that records nothing. */
const tracer = trace.getTracer('cdk-mcp-service');

interface SpanFacts {
  readonly name: string;
  readonly attributes: Attributes;
}

/** A span for one call, below whoever the request comes from. */
export function inCallSpan<T>(
  { name, attributes }: SpanFacts,
  parent: TraceContext | undefined,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const context = parent
    ? trace.setSpanContext(ROOT_CONTEXT, {
        traceId: parent.traceId,
        spanId: parent.spanId,
        traceFlags: parent.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
        isRemote: true,
      })
    : ROOT_CONTEXT;
  return tracer.startActiveSpan(name, { kind: SpanKind.SERVER, attributes }, context, (span) =>
    ended(span, work(span)),
  );
}

/** A span for something that is asked of somebody else, below the one that is active. */
export function inClientSpan<T>(
  { name, attributes }: SpanFacts,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, { kind: SpanKind.CLIENT, attributes }, (span) =>
    ended(span, work(span)),
  );
}

/** Says in a span that it failed, and by which code or kind of error. */
export function markFailed(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/**
 * What a request to somebody else carries, so that their spans join: the span's own place where one is
 * recorded, else the caller's, which then is the nearest that anybody knows.
 */
export function traceHeaders(span: Span, caller: TraceContext | undefined): Readonly<Record<string, string>> {
  const own = span.spanContext();
  const state: Readonly<Record<string, string>> =
    caller?.tracestate === undefined ? {} : { tracestate: caller.tracestate };
  if (isSpanContextValid(own) && own.spanId !== caller?.spanId) {
    const flags = (own.traceFlags & TraceFlags.SAMPLED) === 0 ? '00' : '01';
    const sameTrace = own.traceId === caller?.traceId;
    return { traceparent: `00-${own.traceId}-${own.spanId}-${flags}`, ...(sameTrace && state) };
  }
  return caller ? { traceparent: caller.traceparent, ...state } : {};
}

async function ended<T>(span: Span, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    markFailed(span, error instanceof Error ? error.name : 'unknown');
    throw error;
  } finally {
    span.end();
  }
}
