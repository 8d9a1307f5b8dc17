import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One request as IAM would judge it. */
export interface SentRequest {
  /** `dynamodb:PutItem`. */
  readonly action: string;
  /** Table, secret, log group or bus. */
  readonly resource: string;
  /** What a policy would have to allow of it besides, as a condition. */
  readonly condition?: object;
}

export interface Recorder {
  readonly url: string;
  readonly sent: readonly SentRequest[];
  /** The next such request is carried out, and its answer lost on the way back. */
  loseAnswerTo(request: SentRequest): void;
  stop(): Promise<void>;
}

interface Entry {
  readonly EventBusName?: string;
  readonly Source: string;
}

/** Where a request names what it is about. */
interface Input {
  readonly TableName?: string;
  readonly SecretId?: string;
  readonly logGroupName?: string;
  readonly Entries?: readonly Entry[];
}

/** Protocol name of a service -> its name in IAM. */
const SERVICES: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  Logs_20140328: 'logs',
  AWSEvents: 'events',
};

/** Stands before a service's endpoint, at the socket, and writes down what is asked of which resource. */
export async function startRecorder(target: string): Promise<Recorder> {
  const sent: SentRequest[] = [];
  const toLose = new Set<string>();
  const server = createServer((request, response) => {
    void forward(request, response).catch(() => response.destroy());
  });

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const asked = readRequest(request, body);
    sent.push(asked);
    const upstream = httpRequest(target, {
      method: request.method,
      path: request.url,
      headers: request.headers,
    });
    upstream.end(body);
    const [reply]: [IncomingMessage] = await once(upstream, 'response').then(([first]) => [first]);
    const answer = await buffer(reply);
    if (toLose.delete(textOf(asked))) response.destroy();
    else response.writeHead(reply.statusCode ?? 502, reply.headers).end(answer);
  }

  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sent,
    loseAnswerTo: (request) => void toLose.add(textOf(request)),
    async stop() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

export function textOf({ action, resource, condition }: SentRequest): string {
  return `${action} on ${resource}${condition === undefined ? '' : ` if ${JSON.stringify(condition)}`}`;
}

function readRequest({ headers }: IncomingMessage, body: Buffer): SentRequest {
  const [protocol = '', operation = ''] = String(headers['x-amz-target']).split('.');
  const service = SERVICES[protocol];
  if (service === undefined) throw new Error(`A request to a service that is not known here: ${protocol}`);
  const input: Input = JSON.parse(body.toString());
  const action = `${service}:${operation}`;
  const [entry] = input.Entries ?? [];
  if (entry !== undefined) return { action, ...asEvent(entry) };
  return { action, resource: input.TableName ?? input.SecretId ?? input.logGroupName ?? '' };
}

/** IAM judges an event by its bus, and by the source that it names. */
function asEvent({ EventBusName = 'default', Source }: Entry): Pick<SentRequest, 'resource' | 'condition'> {
  return {
    resource: `event-bus/${EventBusName}`,
    condition: {
      'ForAllValues:StringEquals': { 'events:source': Source },
      Null: { 'events:source': 'false' },
    },
  };
}
