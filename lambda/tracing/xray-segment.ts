import { SpanKind, SpanStatusCode, type HrTime } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { xrayTraceId } from './xray-ids';

/** X-Ray refuses longer names, and characters beside these. */
const NAME_LENGTH = 200;
const REFUSED = /[^\p{L}\p{N}\p{Z}_.:/%&#=+,\-@]/gu;

/**
 * A span as the X-Ray daemon takes it ("X-Ray segment documents"): a part of the segment that Lambda opens
 * itself, or where nobody did, a segment of its own.
 */
export function segmentOf(span: ReadableSpan, service: string): object {
  const { traceId, spanId } = span.spanContext();
  const { parentSpanContext, kind, status, attributes } = span;
  const failed = status.code === SpanStatusCode.ERROR;
  return {
    name: (kind === SpanKind.SERVER && !parentSpanContext ? service : span.name)
      .replace(REFUSED, '_')
      .slice(0, NAME_LENGTH),
    id: spanId,
    trace_id: xrayTraceId(traceId),
    start_time: seconds(span.startTime),
    end_time: seconds(span.endTime),
    ...(parentSpanContext && { type: 'subsegment', parent_id: parentSpanContext.spanId }),
    ...(kind === SpanKind.CLIENT && { namespace: 'remote' }),
    ...(failed && { fault: true }),
    // Searchable, so only letters, digits and underscores in names.
    annotations: Object.fromEntries(
      Object.entries(attributes).flatMap(([name, value]) =>
        typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
          ? [[name.replaceAll(/[^A-Za-z0-9_]/g, '_'), value]]
          : [],
      ),
    ),
  };
}

function seconds([whole, nanoseconds]: HrTime): number {
  return whole + nanoseconds / 1e9;
}
