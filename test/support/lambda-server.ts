import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { toEnvironment, type Settings } from '../../lambda/contract';
import { bundleTools } from '../../lib/tools/bundle';
import { endWithThisProcess } from '../../local/server/child';
import { OPEN_SETTINGS } from './settings';
import { startState } from './state-engine';

export interface BufferedReply {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  readonly multiValueHeaders?: Record<string, string[]>;
  readonly cookies?: string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export interface StreamedReply {
  readonly metadata: { readonly statusCode: number; readonly headers: Record<string, string> };
  readonly body: string;
  /** Pieces that the reply was written in. */
  readonly writes: number;
}

/** The bundled Lambda entry in a process of its own, with the environment that synth would write. */
export interface LambdaServer {
  readonly lines: Record<string, unknown>[];
  invoke(event: object): Promise<BufferedReply>;
  stream(event: object): Promise<StreamedReply>;
  /** What is written to the stream, as it is. */
  streamRaw(event: object): Promise<string>;
  stop(): Promise<void>;
}

export async function startLambdaServer(
  tools: string,
  settings: Partial<Settings> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<LambdaServer> {
  const { directory } = bundleTools(tools);
  const state = await startState();
  const server = await startLambdaRuntime(directory, {
    ...toEnvironment({ ...OPEN_SETTINGS, ...state.settings, ...settings }),
    ...state.environment,
    ...environment,
  });
  return {
    ...server,
    async stop() {
      await server.stop();
      await state.stop();
    },
  };
}

/** @param environment - All of it. */
export async function startLambdaRuntime(
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<LambdaServer> {
  const child = fork(join(__dirname, 'lambda-runtime.mjs'), [join(directory, 'lambda.mjs')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: [],
  });
  endWithThisProcess(child);
  const lines: Record<string, unknown>[] = [];
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  const waiting = new Map<number, (result: never) => void>();
  child.on('message', ({ id, result }: { id: number; result: never }) => waiting.get(id)?.(result));
  await once(child, 'message');
  let ids = 0;
  const send = <T>(event: object, streaming: boolean): Promise<T> =>
    new Promise((resolve) => {
      waiting.set(++ids, resolve);
      child.send({ id: ids, event, streaming });
    });
  return {
    lines,
    invoke: (event) => send(event, false),
    async stream(event) {
      const { stream, writes } = await send<{ stream: string; writes: number }>(event, true);
      const end = stream.indexOf('\0'.repeat(8));
      return {
        metadata: JSON.parse(stream.slice(0, end)),
        body: Buffer.from(stream.slice(end + 8), 'latin1').toString(),
        writes,
      };
    },
    streamRaw: async (event) => (await send<{ stream: string }>(event, true)).stream,
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
