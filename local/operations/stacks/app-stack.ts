import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readCloudAssembly, type StackArtifact } from '../../assembly/cloud-assembly';
import { DeskError } from '../../desk-error';
import type { Cdk } from './cdk';

export interface AppOptions {
  /** Where `cdk.json` is. */
  readonly directory: string;
  readonly cdk: Cdk;
  /** Name of the stack. @default - the only one of the app */
  readonly stack?: string;
  /** The command that runs the app. @default - `app` of `cdk.json` */
  readonly app?: string;
  /** Context for the app, as `key=value`. */
  readonly context: readonly string[];
}

export interface AppStack {
  readonly artifact: StackArtifact;
  /** What tells the CDK CLI which stack of which assembly: the app does not run again. */
  readonly selection: readonly string[];
}

/**
 * Runs the app once, so that what is looked at is what is deployed.
 *
 * @param output - Folder below `cdk.out`.
 */
export async function synthesizeStack(options: AppOptions, output: string): Promise<AppStack> {
  const { directory, cdk, app, context } = options;
  const folder = join('cdk.out', output);
  rmSync(join(directory, folder), { recursive: true, force: true });
  await cdk.run([
    'synth',
    '--quiet',
    '--no-notices',
    ...(app === undefined ? [] : ['--app', app]),
    ...context.flatMap((pair) => ['--context', pair]),
    '--output',
    folder,
  ]);
  const artifact = chosen(readCloudAssembly(join(directory, folder)), options.stack);
  return { artifact, selection: [artifact.displayName, '--app', folder] };
}

function chosen(stacks: readonly StackArtifact[], name: string | undefined): StackArtifact {
  const names = stacks.map(({ displayName }) => displayName).join(', ') || 'none';
  if (name === undefined) {
    const [only, ...more] = stacks;
    if (only && more.length === 0) return only;
    throw new DeskError(`The app has ${stacks.length} stacks (${names}): say which, with --stack <name>.`);
  }
  const found = stacks.find(({ stackName, displayName }) => [stackName, displayName].includes(name));
  if (!found) throw new DeskError(`The app has no stack '${name}'; it has: ${names}.`);
  return found;
}
