import { DeskError } from '../../desk-error';
import { awsRefusal } from '../aws-refusal';
import { synthesizeStack, type AppOptions } from './app-stack';
import { DeployedStacks } from './deployed-stacks';
import { removalOf } from './kept';

export interface DestroyOptions extends AppOptions {
  /** Whether nobody is to be asked. */
  readonly yes: boolean;
}

/**
 * Destroys a stack. What it keeps is read before, from the template that was deployed: CloudFormation goes by
 * that, whatever the app says now.
 *
 * @returns What to tell the person: what is left, and the commands that remove it.
 */
export async function destroy(options: DestroyOptions): Promise<readonly string[]> {
  const { artifact, selection } = await synthesizeStack(options, 'destroy');
  const { stackName, region: ofApp } = artifact;
  const stacks = await DeployedStacks.open(ofApp);
  try {
    const kept = await stacks.kept(stackName);
    await options.cdk.run(['destroy', ...selection, ...(options.yes ? ['--force'] : [])]);
    if (await stacks.exists(stackName)) throw new DeskError(`Nothing was destroyed: ${stackName} is there.`);
    if (kept.length === 0) return ['Nothing is kept: everything went with the stack.'];
    return [
      `${stackName} is gone. Kept, with what they hold, are ${kept.length} resources that belong to no stack now.`,
      'To delete them for ever:',
      '',
      ...removalOf(kept, await stacks.region()),
    ];
  } catch (error) {
    throw awsRefusal('The stack was not destroyed', error);
  } finally {
    stacks.close();
  }
}
