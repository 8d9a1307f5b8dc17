import { readRequestBody } from '@modelcontextprotocol/server';
import { READ_SCOPE } from './contract';
import { refuse } from './refusal';
import type { RegisteredTool, Registry } from './registry';

/** A JSON-RPC message as far as the spine looks at it; the protocol library checks the rest. */
export type Message = Readonly<Record<string, unknown>>;

export type Body =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'refused'; readonly response: Response };

/** Reads and parses the body once. */
export async function readMessage(request: Request, maxBytes: number, requestId: string): Promise<Body> {
  const body = await readText(request, maxBytes);
  const refused = (
    status: number,
    message: string,
    jsonRpcCode?: number,
    headers?: Record<string, string>,
  ): Body => ({
    kind: 'refused',
    response: refuse({ status, code: 'INVALID_ARGUMENTS', message, requestId, jsonRpcCode, headers }),
  });
  if (body.tooLarge) {
    // The rest of the body is still on its way: the connection cannot be used again.
    return refused(413, `The body is larger than the ${maxBytes} bytes allowed. Send less.`, undefined, {
      Connection: 'close',
    });
  }
  const parsed = parse(body.text);
  if (parsed === undefined) return refused(400, 'The body is not JSON.', -32_700);
  if (Array.isArray(parsed))
    return refused(
      400,
      'Batches are not served (MCP removed them in 2025-06-18). Send one message.',
      -32_600,
    );
  if (typeof parsed !== 'object' || parsed === null)
    return refused(400, 'The body is not a JSON-RPC message.', -32_600);
  return { kind: 'message', message: { ...parsed } };
}

/**
 * A declared length within the limit is kept by the HTTP parser, and the body is read in one piece: half the
 * cost of a call was reading it through a web stream. Without one, reading stops at the limit.
 */
async function readText(request: Request, maxBytes: number): ReturnType<typeof readRequestBody> {
  const declared = request.headers.get('content-length');
  if (declared === null || Number(declared) > maxBytes) return readRequestBody(request, maxBytes);
  const text = await request.text();
  return Buffer.byteLength(text) > maxBytes ? { tooLarge: true } : { tooLarge: false, text };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The scopes that a message needs, so that a host can be asked to log in for more before anything runs. */
export function neededScopes(message: Message, registry: Registry): readonly string[] {
  if (message.method === 'prompts/get' || message.method === 'resources/read') return [READ_SCOPE];
  return calledTool(message, registry)?.manifest.scopes ?? [];
}

/** The tool that a message calls; nothing when it calls none, or one that does not exist. */
export function calledTool(message: Message, { tools }: Registry): RegisteredTool | undefined {
  const { name } = message.method === 'tools/call' ? paramsOf(message) : {};
  return typeof name === 'string' ? tools.get(name) : undefined;
}

/** What the request's line says of the message: its method and revision, bounded because a caller chose them. */
export function describeMessage(message: Message, request: Request): Readonly<Record<string, unknown>> {
  const meta = metaOf(message);
  const claimed =
    typeof meta === 'object' && meta !== null && REVISION_KEY in meta ? meta[REVISION_KEY] : undefined;
  const revision = claimed ?? request.headers.get('mcp-protocol-version') ?? undefined;
  return { rpcMethod: bounded(message.method), protocolRevision: bounded(revision) };
}

/** The message's `_meta`, as sent. */
export function metaOf(message: Message): unknown {
  return paramsOf(message)._meta;
}

const REVISION_KEY = 'io.modelcontextprotocol/protocolVersion';

function bounded(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 64) : undefined;
}

function paramsOf({ params }: Message): Readonly<Record<string, unknown>> {
  return typeof params === 'object' && params !== null ? { ...params } : {};
}
