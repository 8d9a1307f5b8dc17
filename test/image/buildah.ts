import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the build stage and the checks run, beside Node. */
const PROGRAMS = ['sh', 'rm', 'chmod', 'find'];

/** What an image says of itself. */
export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly WorkingDir: string;
  readonly StopSignal: string;
  readonly ExposedPorts: Readonly<Record<string, object>>;
}

/** Builds images without a daemon, below a folder of its own: nothing of it stays on the machine. */
export class Buildah {
  constructor(private readonly folder: string) {}

  /** An image of nothing but this machine's Node, and the few programs that a build needs, under another's name. */
  makeBase(name: string): void {
    const context = join(this.folder, 'base');
    const copy = (file: string, to = file): void => {
      mkdirSync(join(context, dirname(to)), { recursive: true });
      if (!existsSync(join(context, to))) copyFileSync(file, join(context, to));
    };
    const programs = PROGRAMS.map((program) => output('which', [program]).trim());
    for (const program of [process.execPath, ...programs]) {
      copy(program, `/usr/bin/${program.split('/').at(-1)}`);
      for (const [library] of output('ldd', [program]).matchAll(/\/\S+/g)) copy(library);
    }
    mkdirSync(join(context, 'bin'), { recursive: true });
    copy('/bin/sh');
    writeFileSync(join(this.folder, 'base.Dockerfile'), 'FROM scratch\nCOPY . /\nENV PATH=/usr/bin\n');
    this.run(
      'build',
      '--isolation',
      'chroot',
      '-t',
      name,
      '-f',
      join(this.folder, 'base.Dockerfile'),
      context,
    );
  }

  /** Builds the Dockerfile of a folder, as it is, from images that are here. */
  build(context: string, name: string): void {
    this.run('build', '--isolation', 'chroot', '--pull-never', '--no-cache', '-t', name, context);
  }

  configOf(name: string): ImageConfig {
    const { OCIv1 }: { OCIv1: { config: ImageConfig } } = JSON.parse(
      this.run('inspect', '--type', 'image', name),
    );
    return OCIv1.config;
  }

  /** The folder with the files of an image. */
  mount(name: string): string {
    const container = this.run('from', '--pull-never', name).trim();
    return this.run('mount', container).trim();
  }

  private run(...args: string[]): string {
    const places = ['--root', join(this.folder, 'store'), '--runroot', join(this.folder, 'run')];
    return output('buildah', [...places, '--storage-driver', 'vfs', ...args]);
  }
}

function output(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(
      `${command} ${args.at(-1)}: ${error?.message ?? stderr.trim().split('\n').slice(-3).join(' ')}`,
    );
  }
  return stdout;
}
