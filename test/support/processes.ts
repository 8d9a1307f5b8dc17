import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Finished> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, stdout, stderr };
}

/** Like {@link run}, but a failure is an error with the end of what it printed. */
export async function succeed(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${(stdout + stderr).slice(-2_000)}`);
  return stdout;
}

/** A port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

/** Starts a program in a process group of its own, so that what it starts can be ended with it. */
export function startGroup(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): ChildProcess {
  return spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
}

/** Ctrl-C: the whole group gets SIGINT, as from a terminal. Answers the exit code. */
export async function interruptGroup(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.pid === undefined) return child.exitCode;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGINT');
  const [code]: [number | null] = (await ended) as [number | null];
  return code;
}

/** Asks until there is an answer. @throws when the program ends first or the time is over. */
export async function until<T>(ask: () => Promise<T>, child: ChildProcess, limitMs: number): Promise<T> {
  const giveUpAt = Date.now() + limitMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`, { cause: error });
      if (Date.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Everything that runs on this machine; not what has ended and waits for its parent to notice. */
export async function processes(): Promise<Process[]> {
  const listing = await succeed('ps', ['-e', '-o', 'pid=,ppid=,stat=,args=']);
  return listing
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [pid, parent, state, ...command] = line.trim().split(/\s+/);
      if (state?.startsWith('Z')) return [];
      return [{ pid: Number(pid), parent: Number(parent), command: command.join(' ') }];
    });
}

/** Process ids of a program and of everything that it started. */
export async function descendants(root: number): Promise<number[]> {
  const all = await processes();
  const below = (pid: number): number[] => [
    pid,
    ...all.filter(({ parent }) => parent === pid).flatMap((child) => below(child.pid)),
  ];
  return below(root);
}
