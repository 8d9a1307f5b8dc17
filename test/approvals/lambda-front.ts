import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { httpApiEvent } from '../support/events';
import { startLambdaRuntime, type BufferedReply } from '../support/lambda-server';

/** A server that a request can be sent to. */
export interface Front {
  readonly port: number;
  stop(): Promise<void>;
}

/** What API Gateway's HTTP API does: each request is an event of the Lambda entry, and its reply is buffered. */
export async function startLambdaFront(
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<Front> {
  const lambda = await startLambdaRuntime(directory, environment);
  const server = createServer((request, response) => {
    void eventOf(request)
      .then((event) => lambda.invoke(event))
      .then((reply) => answer(response, reply));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      server.close();
      await lambda.stop();
    },
  };
}

/** Payload format 2.0: cookies and the query stand apart. */
async function eventOf(request: IncomingMessage): Promise<object> {
  const { method = 'GET', url = '/', headersDistinct } = request;
  const [path = '/', query = ''] = url.split('?', 2);
  const { cookie = [], ...others } = headersDistinct;
  const headers = Object.fromEntries(
    Object.entries(others).map(([name, values = []]) => [name, values.join(',')]),
  );
  const body = await text(request);
  return {
    ...httpApiEvent({ method, path, headers, ...(body !== '' && { body }) }),
    rawQueryString: query,
    ...(cookie.length > 0 && { cookies: cookie.flatMap((line) => line.split(/; */)) }),
  };
}

function answer(response: ServerResponse, reply: BufferedReply): void {
  const { statusCode, headers = {}, cookies = [], body, isBase64Encoded } = reply;
  response.writeHead(statusCode, { ...headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) });
  response.end(isBase64Encoded ? Buffer.from(body, 'base64') : body);
}
