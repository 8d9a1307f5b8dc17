import { METRICS, approvalPath } from '../../lambda/contract';
import { plain, type Paint } from '../print';

type Fields = Readonly<Record<string, unknown>>;

/** Said in another place of the line, or of no use to a person at a desk. */
const NOT_REPEATED = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'release',
  '_aws',
  'requestId',
  'sampling_rate',
  'xray_trace_id',
]);
/** Lines of a cause that are shown: what was thrown, and where. */
const CAUSE_LINES = 2;

/** Once a minute, for metrics: a check that is down has a line of its own. */
const METRIC_ONLY = new Set<unknown>(['gauges', 'health check']);

interface DescribeOptions {
  readonly paint?: Paint;
  /** Origin of the desk's endpoint, where calls are approved. */
  readonly endpoint: string;
}

/**
 * A line of the server's log as a person reads it; nothing for what is there for metrics only. What is not a
 * JSON object stays as it is.
 */
export function describeLine(text: string, { paint = plain, endpoint }: DescribeOptions): string | undefined {
  const fields = parse(text);
  if (fields === undefined) return text;
  if (METRIC_ONLY.has(fields.message)) return undefined;
  const time = paint('dim', timeOf(fields.timestamp));
  if (fields.audit === 'approval') return `${time}  ${happenedTo(fields, paint)}`;
  return `${time}  ${fields.message === 'request' ? request(fields, paint, endpoint) : message(fields, paint)}`;
}

function request(fields: Fields, paint: Paint, endpoint: string): string {
  const { rpcMethod, method, path, tool, code, status, reason, cause, ticket, approval } = fields;
  const what = rpcMethod ?? `${asText(method)} ${asText(path)}`;
  const refused = typeof status === 'number' && status >= 400;
  const ending = code ?? (refused ? status : 'ok');
  const milliseconds = fields[METRICS.latency.name] ?? fields.durationMs;
  const where = approval === 'pending' ? `decide at ${endpoint}${approvalPath(asText(ticket))}` : undefined;
  const parts = [
    what,
    tool,
    paint(ending === 'ok' ? 'green' : 'red', asText(ending)),
    `${asText(milliseconds)} ms`,
    reason,
    where,
  ];
  const line = parts
    .filter((part) => part !== undefined)
    .map(asText)
    .join('  ');
  return typeof cause === 'string' ? `${line}\n${causeLines(cause, paint)}` : line;
}

/** Names are of strangers: each is written as JSON. */
function happenedTo(
  { message: happened, tool, caller, ticket, outcome, decidedBy }: Fields,
  paint: Paint,
): string {
  const by = decidedBy === undefined ? '' : ` by ${JSON.stringify(decidedBy)}`;
  const ended = happened === 'executed' ? `: ${asText(outcome)}` : by;
  const what = paint('yellow', `approval ${asText(happened)}${ended}`);
  return `${what}  ${asText(tool)} for ${JSON.stringify(caller)}, ticket ${asText(ticket)}`;
}

function message(fields: Fields, paint: Paint): string {
  const level = asText(fields.level);
  const style = level === 'ERROR' ? 'red' : level === 'WARN' ? 'yellow' : 'dim';
  const rest = Object.entries(fields).filter(([name]) => !NOT_REPEATED.has(name));
  const extra = rest.length > 0 ? `  ${JSON.stringify(Object.fromEntries(rest))}` : '';
  return `${paint(style, level)}  ${asText(fields.message)}${extra}`;
}

function causeLines(cause: string, paint: Paint): string {
  const lines = cause.split('\n').slice(0, CAUSE_LINES);
  return lines.map((line) => paint('dim', `          ${line.trim()}`)).join('\n');
}

function parse(text: string): Fields | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function timeOf(timestamp: unknown): string {
  const time = new Date(asText(timestamp));
  return Number.isNaN(time.getTime()) ? '--:--:--' : time.toTimeString().slice(0, 8);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
