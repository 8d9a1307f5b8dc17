import { longestCallMs, type Manifest } from '../../lambda/contract';
import type { RuntimeKind } from '../runtime/runtime-kind';
import type { EndpointContext } from './bound-endpoint';

/** What an endpoint before a runtime can carry. */
export interface Capacity {
  /** For a person: 'an HTTP API'. */
  readonly name: string;
  /** Whether a reply reaches the client while it is made. */
  readonly streams: boolean;
  /** How long one reply may take, in milliseconds. */
  readonly replyMs: number;
  readonly requestBytes: number;
  /** Of one reply; absent where there is no limit that matters. */
  readonly replyBytes?: number;
}

/** Bytes of a request, and of a reply that is buffered: Lambda's are less than the API's own. */
export const API_BYTES: Readonly<Record<RuntimeKind, number>> = { lambda: 6_000_000, fargate: 10_000_000 };
/** Time for the network and the server around the longest call. */
const MARGIN_MS = 2_000;
/** What a result is wrapped in: JSON-RPC, headers. */
const ENVELOPE_BYTES = 4_096;

/** Which combinations stream; said wherever one that does not is asked to. */
const STREAMING =
  'McpEndpoint.restApi() with either runtime, and McpEndpoint.loadBalancer() with McpRuntime.fargate()';

/** @throws when the tools, the bodies or the wish to stream do not fit. */
export function assertFits(capacity: Capacity, { manifest, maxBodyBytes, streaming }: EndpointContext): void {
  const { name, streams, replyMs, requestBytes, replyBytes } = capacity;
  if (streaming === true && !streams) {
    throw new Error(
      `streaming is true, and ${name} buffers its replies. Streaming have ${STREAMING}; or leave streaming out.`,
    );
  }
  assertTimeouts(name, replyMs, manifest);
  if (maxBodyBytes > requestBytes) {
    throw new Error(
      `maxBodyBytes is ${maxBodyBytes}, and ${name} takes requests of ${requestBytes} bytes at most. Lower maxBodyBytes to that.`,
    );
  }
  if (replyBytes === undefined) return;
  for (const { name: tool, limits } of manifest.tools) {
    const most = replyBytes - ENVELOPE_BYTES;
    if (limits.outputBytes <= most) continue;
    throw new Error(
      `tool '${tool}' may answer with ${limits.outputBytes} bytes, and ${name} gives replies of ${replyBytes} bytes at most. ` +
        `Lower its limits.outputBytes to ${most} at most.`,
    );
  }
}

function assertTimeouts(name: string, replyMs: number, { tools }: Manifest): void {
  const most = replyMs - MARGIN_MS;
  for (const tool of tools) {
    const longest = longestCallMs({ tools: [tool], prompts: [], resources: [] });
    if (longest <= most) continue;
    throw new Error(
      `tool '${tool.name}' may take ${longest} ms (rule and handler together), and ${name} gives up after ${replyMs} ms. ` +
        `Lower timeoutMs or checkTimeoutMs so that they add up to ${most} ms at most.`,
    );
  }
}
