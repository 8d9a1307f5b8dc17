import { nameOf } from '../aws-refusal';

/**
 * Whether the account can take deployments of the CDK in this region: the bootstrap leaves its version there.
 *
 * @param parameter - SSM parameter that the stack's assembly names.
 */
export async function isBootstrapped(parameter: string, region: string | undefined): Promise<boolean> {
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient({ region });
  try {
    await client.send(new GetParameterCommand({ Name: parameter }));
    return true;
  } catch (error) {
    if (nameOf(error) === 'ParameterNotFound') return false;
    throw error;
  } finally {
    client.destroy();
  }
}
