import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DeskError } from '../../desk-error';
import { awsRefusal } from '../aws-refusal';
import { synthesizeStack, type AppOptions, type AppStack } from './app-stack';
import { isBootstrapped } from './bootstrap';
import { readOutputs, type StackOutputs } from './stack-outputs';

export interface DeployOptions extends AppOptions {
  /** Whether nobody is to be asked before rights are widened. */
  readonly yes: boolean;
  /** Tells the person what is done next. */
  readonly say: (line: string) => void;
}

export interface Deployed extends AppStack {
  readonly outputs: StackOutputs;
}

const OUTPUTS_FILE = join('cdk.out', 'deploy-outputs.json');

/** Deploys a stack of the app, into an account that is made ready for the CDK where it is not. */
export async function deploy(options: DeployOptions): Promise<Deployed> {
  const { directory, cdk, yes, say } = options;
  const stack = await synthesizeStack(options, 'deploy');
  await bootstrapWhereNeeded(options, stack);
  const file = join(directory, OUTPUTS_FILE);
  mkdirSync(join(directory, 'cdk.out'), { recursive: true });
  rmSync(file, { force: true });
  say(`Deploying ${stack.artifact.stackName}. The first time takes some minutes.`);
  await cdk.run([
    'deploy',
    ...stack.selection,
    '--outputs-file',
    OUTPUTS_FILE,
    '--no-notices',
    ...(yes ? ['--require-approval', 'never'] : []),
  ]);
  return { ...stack, outputs: outputsOf(file, stack.artifact.stackName) };
}

async function bootstrapWhereNeeded({ cdk, say }: DeployOptions, stack: AppStack): Promise<void> {
  const { bootstrapParameter, environment, region } = stack.artifact;
  if (bootstrapParameter === undefined) return;
  try {
    if (await isBootstrapped(bootstrapParameter, region)) return;
  } catch (error) {
    throw awsRefusal('Nothing was deployed', error);
  }
  say(
    'This account takes no deployments of the CDK in this region yet: making the bucket and roles it needs.',
  );
  const [, ...assembly] = stack.selection;
  // Other stacks of the app may be for accounts that are none of the developer's.
  const where = environment === undefined ? [] : [environment];
  await cdk.run(['bootstrap', ...where, ...assembly, '--no-notices']);
}

function outputsOf(file: string, stackName: string): StackOutputs {
  try {
    const stacks: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    return readOutputs(stacks[stackName] ?? {});
  } catch {
    throw new DeskError(`The stack was deployed, but the CDK CLI wrote no outputs to ${OUTPUTS_FILE}.`);
  }
}
