import type { ErrorCode } from './contract';
import { ToolError, type ToolErrorOptions } from './tool-error';

export interface RefusalOptions extends Partial<ToolErrorOptions> {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly requestId: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Defined by JSON-RPC 2.0 §5.1 for messages that are not JSON-RPC. @default - the HTTP status */
  readonly jsonRpcCode?: number;
}

/**
 * An answer given before the protocol: HTTP status for the client, JSON-RPC error for whoever reads the body,
 * the same record as everywhere in its data. The codes stay out of the range that MCP reserves.
 */
export function refuse({
  status,
  code,
  message,
  requestId,
  headers,
  jsonRpcCode,
  ...options
}: RefusalOptions): Response {
  const record = new ToolError(code, message, { outcome: 'not_executed', ...options }).toRecord(requestId);
  const error = { code: jsonRpcCode ?? status, message, data: record };
  return Response.json({ jsonrpc: '2.0', id: null, error }, { status, headers });
}
