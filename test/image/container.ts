import { spawn, type ChildProcess } from 'node:child_process';
import type { ImageConfig } from './buildah';

/** The files of an image, and the user and folder that it names. */
const ENTER = [
  'root=$1 access=$2 user=$3 folder=$4; shift 4',
  'mount --bind "$root" "$root" && mount -o "remount,bind,$access" "$root"',
  'exec chroot --userspec="$user" --groups= "$root" /bin/sh -c \'cd "$0" && exec "$@"\' "$folder" "$@"',
].join('\n');

interface Run {
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Of the root file system. @default 'ro', as the task definition has it */
  readonly access?: 'ro' | 'rw';
}

/**
 * Runs a program of an image. Every step replaces the one before: the child is the program itself, and gets
 * signals as a container's process does.
 */
export function runInImage(
  root: string,
  { User, WorkingDir, Env }: ImageConfig,
  { command, environment = {}, access = 'ro' }: Run,
): ChildProcess {
  const own = Object.fromEntries(Env.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
  const args = ['-m', 'sh', '-c', ENTER, 'sh', root, access, User, WorkingDir, ...command];
  return spawn('unshare', args, {
    // The programs that enter the image are those of this machine.
    env: { ...own, PATH: `${process.env.PATH}`, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}
