import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { SecretValue } from '../assembly/secret-values';
import { LOOPBACK, closeServer, isLoopbackHost, listenOnLoopback } from '../endpoint/loopback';

const GET_SECRET_VALUE = 'secretsmanager.GetSecretValue';
const MOST_BYTES = 65_536;

export interface SecretsStandIn {
  /** For `AWS_ENDPOINT_URL_SECRETS_MANAGER`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface SecretsSource {
  /** Name to ARN, as the construct's `secrets` gave them. */
  readonly arns: () => Readonly<Record<string, string>>;
  /** Name to value. Read for each request, so that a value added while the server runs is found. */
  readonly values: () => Readonly<Record<string, string | undefined>>;
  /** ARN to what the template put there. @default - nothing */
  readonly templateValues?: () => ReadonlyMap<string, SecretValue>;
  /** Called with the name of a secret that has no value. */
  readonly onMissing: (name: string) => void;
}

/** Speaks as much of Secrets Manager's protocol as a server needs: `GetSecretValue`. */
export async function startSecretsStandIn(source: SecretsSource): Promise<SecretsStandIn> {
  const server = createServer((request, response) => {
    answer(request, source).then(
      ({ status, body }) => reply(response, status, body),
      (error: unknown) => reply(response, 500, fault('InternalServiceError', String(error))),
    );
  });
  const port = await listenOnLoopback(server, 0);
  return { url: `http://${LOOPBACK}:${port}`, close: () => closeServer(server) };
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function answer(request: IncomingMessage, source: SecretsSource): Promise<Answer> {
  const target = request.headers['x-amz-target'];
  if (!isLoopbackHost(request.headers.host)) {
    return { status: 403, body: fault('AccessDeniedException', 'This address serves 127.0.0.1 only.') };
  }
  if (target !== GET_SECRET_VALUE) {
    return {
      status: 400,
      body: fault('UnknownOperationException', `The desk does not stand in for ${String(target)}.`),
    };
  }
  const id = secretId(await bodyOf(request));
  const found = Object.entries(source.arns()).find(([name, arn]) => id === arn || id === name);
  if (found === undefined) {
    const own = source.templateValues?.().get(id);
    return own === undefined
      ? { status: 400, body: fault('ResourceNotFoundException', `The service has no secret ${id}.`) }
      : secret(id, id, own.text);
  }
  const [name, arn] = found;
  const value = source.values()[name] ?? chosen(source.templateValues?.().get(arn));
  if (value === undefined) {
    source.onMissing(name);
    return { status: 400, body: fault('ResourceNotFoundException', `.env.local has no ${name}.`) };
  }
  return secret(arn, name, value);
}

/** What a handler asks for is of use elsewhere: what CloudFormation rolled for it is not. */
function chosen(value: SecretValue | undefined): string | undefined {
  return value?.generated === false ? value.text : undefined;
}

function secret(arn: string, name: string, text: string): Answer {
  return { status: 200, body: { ARN: arn, Name: name, SecretString: text, VersionStages: ['AWSCURRENT'] } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new Error('the request is too large');
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function secretId(body: string): string {
  const request: { readonly SecretId?: unknown } = JSON.parse(body);
  return String(request.SecretId);
}

function fault(type: string, message: string) {
  return { __type: type, message };
}

function reply(response: ServerResponse, status: number, body: Answer['body']): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}
