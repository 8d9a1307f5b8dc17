import { createServer, request as forward } from 'node:http';
import { closeServer, listenOnLoopback } from '../../local/endpoint/loopback';

/** What happens to requests that name a table. */
export interface TableFault {
  readonly table: string;
  /** Milliseconds that each takes longer, or a refusal that no client tries again. */
  readonly effect: number | 'refuse';
}

export interface TableProxy {
  readonly url: string;
  /** Absent: everything goes through. */
  fault: TableFault | undefined;
  stop(): Promise<void>;
}

/** Stands before a DynamoDB engine and disturbs one table of it. */
export async function startTableProxy(target: string): Promise<TableProxy> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const { fault } = proxy;
      const hit = fault !== undefined && body.includes(`"${fault.table}"`) ? fault.effect : 0;
      if (hit === 'refuse') {
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(REFUSED);
        return;
      }
      setTimeout(() => {
        const { method, headers } = request;
        forward(target, { method, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        }).end(body);
      }, hit);
    });
  });
  const port = await listenOnLoopback(server, 0);
  const proxy: TableProxy = {
    url: `http://127.0.0.1:${port}`,
    fault: undefined,
    stop: () => closeServer(server),
  };
  return proxy;
}

const REFUSED = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
  message: 'Requested resource not found',
});
