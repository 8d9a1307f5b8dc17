import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Input = Readonly<Record<string, unknown>>;

/** Answers an operation: an object as JSON, a text as XML. */
export type Operation = (input: Input) => object | string;

/** What the endpoint was asked, in order: an operation and its input. */
export type Asked = readonly [operation: string, input: Input];

export interface AwsEndpoint {
  readonly asked: Asked[];
  /** Environment with which real clients of the SDK, in any process, reach it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** A refusal, as AWS sends it. */
export class AwsFault extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

/** AWS at the socket: the JSON protocol by its target header, the query protocol by its action. */
export async function startAwsEndpoint(
  operations: Readonly<Record<string, Operation>>,
): Promise<AwsEndpoint> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const target = request.headers['x-amz-target'];
      const form = new URLSearchParams(body);
      const isJson = typeof target === 'string';
      const name = isJson ? (target.split('.').at(-1) ?? '') : (form.get('Action') ?? '');
      const input: Input = isJson ? JSON.parse(body) : Object.fromEntries(form);
      asked.push([name, input]);
      const { status, content } = answer(operations, name, input, isJson);
      response.writeHead(status, { 'content-type': isJson ? 'application/x-amz-json-1.1' : 'text/xml' });
      response.end(content);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    environment: {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'desk',
      AWS_SECRET_ACCESS_KEY: 'desk',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function answer(
  operations: Readonly<Record<string, Operation>>,
  name: string,
  input: Input,
  isJson: boolean,
): { readonly status: number; readonly content: string } {
  try {
    const operation = operations[name];
    if (!operation) throw new AwsFault('UnknownOperationException', `Nobody answers ${name} here.`);
    const result = operation(input);
    return { status: 200, content: typeof result === 'string' ? result : JSON.stringify(result) };
  } catch (error) {
    const fault = error instanceof Error ? error : new Error(String(error));
    return { status: 400, content: isJson ? jsonFault(fault) : xmlFault(fault) };
  }
}

function jsonFault({ name, message }: Error): string {
  return JSON.stringify({ __type: name, message });
}

function xmlFault({ name, message }: Error): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

/** What DescribeStacks answers of one stack. */
export function describedStack(outputs: Readonly<Record<string, string>>): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>
    <StackName>Desk</StackName><CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>
    <Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}
