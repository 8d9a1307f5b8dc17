import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { PROBE_EVENT_KEY, PROBE_EVENT_VALUE, ROUTES } from '../../lambda/contract';
import { endWithThisProcess, stopChild } from '../../local/server/child';
import { httpApiEvent } from '../support/events';

const RUNTIME = join(__dirname, '../support/lambda-runtime.mjs');
const CLOCK = join(__dirname, 'shifted-clock.mjs');

/** A line as the process wrote it, and when by its own clock. */
export interface WrittenLine {
  readonly text: string;
  readonly at: number;
}

export interface ToolCall {
  readonly name: string;
  readonly arguments: object;
  /** None: without a token. */
  readonly token?: string;
}

/** The synthesized function in a process of its own, at a time of the caller's choice. */
export interface ShiftedServer {
  /** Of all instances. */
  readonly lines: readonly WrittenLine[];
  /** Sets its clock. Calls that still run see it jump. */
  setTime(now: number): void;
  /** Lets time pass without anything happening. */
  skip(milliseconds: number): void;
  call(call: ToolCall): Promise<void>;
  /** What the schedule sends once a minute. */
  probe(): Promise<void>;
  /** Another instance takes the place of this one, as it does in the cloud now and then. */
  renew(): Promise<void>;
  stop(): Promise<void>;
}

export interface ShiftedServerOptions {
  /** The asset: holds `lambda.mjs`. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

export async function startShiftedServer(options: ShiftedServerOptions): Promise<ShiftedServer> {
  const lines: WrittenLine[] = [];
  let [time, isNew] = [Date.now(), false];
  let instance = await startInstance(options, lines, time);
  const invoke = (event: object): Promise<void> => {
    const now = isNew ? time : undefined;
    isNew = false;
    return instance.invoke(event, now);
  };
  const setTime = (now: number): void => {
    [time, isNew] = [now, true];
  };
  return {
    lines,
    setTime,
    skip: (milliseconds) => setTime(time + milliseconds),
    call: (call) => invoke(eventOf(call)),
    probe: () => invoke({ [PROBE_EVENT_KEY]: PROBE_EVENT_VALUE }),
    async renew() {
      await instance.stop();
      instance = await startInstance(options, lines, time);
    },
    stop: () => instance.stop(),
  };
}

interface Instance {
  invoke(event: object, now: number | undefined): Promise<void>;
  stop(): Promise<void>;
}

async function startInstance(
  { directory, environment }: ShiftedServerOptions,
  lines: WrittenLine[],
  now: number,
): Promise<Instance> {
  const child = fork(RUNTIME, [join(directory, 'lambda.mjs'), String(now)], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--import', pathToFileURL(CLOCK).href],
  });
  endWithThisProcess(child);
  // Lambda writes both into the log. What is no JSON is Node's own, and no line of the server.
  for (const output of [child.stdout, child.stderr]) {
    if (!output) continue;
    createInterface({ input: output }).on('line', (text) => {
      if (text.startsWith('{')) lines.push({ text, at: timeOf(text) });
    });
  }
  const waiting = new Map<number, () => void>();
  child.on('message', ({ id }: { id?: number }) => {
    if (id === undefined) return;
    waiting.get(id)?.();
    waiting.delete(id);
  });
  await once(child, 'message');
  let ids = 0;
  return {
    invoke: (event, time) =>
      new Promise((resolve) => {
        ids += 1;
        waiting.set(ids, resolve);
        child.send({ id: ids, event, streaming: false, ...(time !== undefined && { now: time }) });
      }),
    // Closed and not just gone: what it wrote has been read.
    stop: () => Promise.all([once(child, 'close'), stopChild(child)]).then(() => undefined),
  };
}

function eventOf({ name, arguments: args, token }: ToolCall): object {
  return httpApiEvent({
    method: 'POST',
    path: ROUTES.mcp,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
}

/** Every line of the server has its time, in one of two fields. */
function timeOf(text: string): number {
  const { timestamp }: { timestamp?: string } = JSON.parse(text);
  return Date.parse(timestamp ?? '');
}
