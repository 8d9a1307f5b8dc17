import type { RequestLine } from './request-line';

/**
 * Ends the request's line with its response: at once where the body is complete, with the last byte where it
 * is a stream, because a tool call may still be running. A caller that hangs up ends it too.
 */
export function endWithResponse(response: Response, line: RequestLine): Response {
  const fields = { status: response.status };
  const streaming = response.headers.get('content-type')?.startsWith('text/event-stream') && response.body;
  if (!streaming) {
    line.end(fields);
    return response;
  }
  const reader = streaming.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (!done) return controller.enqueue(value);
      line.end(fields);
      controller.close();
    },
    async cancel(reason) {
      await reader.cancel(reason);
      line.end({ ...fields, hungUp: true });
    },
  });
  return new Response(body, response);
}
