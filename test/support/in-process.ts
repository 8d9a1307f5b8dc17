import type { RecordSink } from '../../lambda/approvals/record-approval';
import type { Clock } from '../../lambda/clock';
import { systemClock } from '../../lambda/clock';
import type { Settings } from '../../lambda/contract';
import type { FetchPublic } from '../../lambda/oauth/fetch-public';
import { compileRegistry } from '../../lambda/registry';
import { createReadSecret } from '../../lambda/secrets';
import { createServer, type McpServer } from '../../lambda/server';
import { MemoryApprovalStore } from '../../lambda/state/approvals/memory-store';
import { MemoryIdempotencyStore } from '../../lambda/state/idempotency/memory-store';
import type { ApprovalStore } from '../../lambda/state/approvals/approvals';
import type { IdempotencyStore } from '../../lambda/state/idempotency/store';
import { MemoryLimitStore } from '../../lambda/state/limits/memory-store';
import type { LimitStore } from '../../lambda/state/limits/store';
import type { SwitchStore } from '../../lambda/state/switches/switches';
import type { ToolsModule } from '../../lambda/tools';
import { OPEN_SETTINGS } from './settings';

export type Line = { readonly message: string } & Readonly<Record<string, unknown>>;

export interface InProcess extends McpServer {
  /** Lines of requests. */
  readonly lines: Line[];
  /** Lines of handlers and of the server itself. */
  readonly logged: Line[];
  /** Sends one JSON-RPC request of the older era and reads its answer, whatever form it has. */
  rpc(method: string, params?: object, headers?: Record<string, string>): Promise<Answer>;
  call(name: string, args: object, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The shapes of answers are what the tests are about.
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

interface Options {
  readonly settings?: Partial<Settings>;
  readonly clock?: Clock;
  readonly fetchSecret?: (arn: string) => Promise<string>;
  readonly fetchPublic?: FetchPublic;
  readonly switches?: SwitchStore;
  readonly idempotencyStore?: IdempotencyStore;
  readonly limitStore?: LimitStore;
  readonly approvalStore?: ApprovalStore;
  readonly recordSinks?: readonly RecordSink[];
}

/** The server without an entry: the same ports, the lines kept. */
export function serveInProcess(module: ToolsModule, options: Options = {}): InProcess {
  const { clock = systemClock, fetchSecret = () => Promise.reject(new Error('no store')) } = options;
  const settings = { ...OPEN_SETTINGS, ...options.settings };
  const lines: Line[] = [];
  const logged: Line[] = [];
  const keep = (message: string, fields: object): void => void logged.push({ message, ...fields });
  let requests = 0;
  const server = createServer({
    settings,
    registry: compileRegistry(module, '1.2.3'),
    clock,
    log: { debug: keep, info: keep, warn: keep, error: keep },
    writeLine: (message, fields) => void lines.push({ message, ...fields }),
    fetchSecret,
    fetchPublic: options.fetchPublic ?? (() => Promise.reject(new Error('no internet'))),
    readSecret: createReadSecret(settings.secrets, fetchSecret, clock),
    switches: options.switches ?? { list: () => Promise.resolve([]), changes: () => Promise.resolve([]) },
    idempotencyStore: options.idempotencyStore ?? new MemoryIdempotencyStore(),
    limitStore: options.limitStore ?? new MemoryLimitStore(),
    recordSinks: options.recordSinks ?? [],
    approvalStore: options.approvalStore ?? new MemoryApprovalStore(),
    newId: () => `request-${++requests}`,
  });
  server.health.phase = 'serving';

  const rpc: InProcess['rpc'] = async (method, params = {}, headers = {}) =>
    readAnswer(await server.fetch(rpcRequest({ jsonrpc: '2.0', id: 1, method, params }, headers)));
  return {
    ...server,
    lines,
    logged,
    rpc,
    call: (name, args, headers) => rpc('tools/call', { name, arguments: args }, headers),
  };
}

export function rpcRequest(body: unknown, headers: Record<string, string> = {}): Request {
  return new Request('https://mcp.example.com/mcp', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  if (!headers.get('content-type')?.startsWith('text/event-stream'))
    return { status, headers, ...(text !== '' && JSON.parse(text)) };
  const messages = text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)));
  return { status, headers, ...messages.find((message) => 'id' in message) };
}
