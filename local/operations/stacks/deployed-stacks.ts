import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DeskError, oneLine } from '../../desk-error';
import { keptOf, type KeptResource } from './kept';
import { readOutputs, theOutput, type OutputName, type StackOutputs } from './stack-outputs';

type Sdk = typeof import('@aws-sdk/client-cloudformation');

/** CloudFormation has no exception of its own for it. */
const ABSENT = /does not exist/;

/** Stacks as they are deployed, which need not be as the app would make them now. */
export class DeployedStacks {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: CloudFormationClient,
  ) {}

  /** @param region - Of the stacks; by default that of the environment or profile. */
  static async open(region?: string): Promise<DeployedStacks> {
    const sdk = await import('@aws-sdk/client-cloudformation');
    return new DeployedStacks(sdk, new sdk.CloudFormationClient({ region }));
  }

  async exists(stackName: string): Promise<boolean> {
    try {
      const { Stacks = [] } = await this.client.send(
        new this.sdk.DescribeStacksCommand({ StackName: stackName }),
      );
      return Stacks.length > 0;
    } catch (error) {
      if (ABSENT.test(oneLine(error))) return false;
      throw error;
    }
  }

  async outputs(stackName: string): Promise<StackOutputs> {
    const { Stacks = [] } = await this.ask(stackName, () =>
      this.client.send(new this.sdk.DescribeStacksCommand({ StackName: stackName })),
    );
    const outputs = Stacks[0]?.Outputs ?? [];
    return readOutputs(
      Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])),
    );
  }

  /** What CloudFormation keeps when the stack is destroyed, by the names it has in the account. */
  async kept(stackName: string): Promise<readonly KeptResource[]> {
    const { TemplateBody = '{}' } = await this.ask(stackName, () =>
      this.client.send(new this.sdk.GetTemplateCommand({ StackName: stackName, TemplateStage: 'Processed' })),
    );
    const names = new Map<string, string>();
    const pages = this.sdk.paginateListStackResources({ client: this.client }, { StackName: stackName });
    for await (const { StackResourceSummaries = [] } of pages)
      for (const { LogicalResourceId = '', PhysicalResourceId } of StackResourceSummaries)
        if (PhysicalResourceId !== undefined) names.set(LogicalResourceId, PhysicalResourceId);
    return keptOf(readTemplate(stackName, TemplateBody), names);
  }

  /** Where the client asks: the region of its configuration. */
  region(): Promise<string> {
    return this.client.config.region();
  }

  close(): void {
    this.client.destroy();
  }

  private async ask<T>(stackName: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      if (!ABSENT.test(oneLine(error))) throw error;
      const region = await this.region();
      throw new DeskError(
        `There is no stack ${stackName} in ${region}. Its name is that of the deployment; another region: AWS_REGION=…`,
      );
    }
  }
}

function readTemplate(stackName: string, body: string): object {
  try {
    return Object(JSON.parse(body));
  } catch {
    throw new DeskError(`The template of ${stackName} is not JSON: it was not deployed by the CDK.`);
  }
}

/** One output of a deployed stack. @param option - What else can be given, should the stack not say it. */
export async function outputOf(stackName: string, name: OutputName, option: string): Promise<string> {
  const stacks = await DeployedStacks.open();
  try {
    return theOutput(await stacks.outputs(stackName), name, stackName, option);
  } finally {
    stacks.close();
  }
}
