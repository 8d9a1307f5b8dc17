import { parseArgs } from 'node:util';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DeskError, oneLine } from '../../local/desk-error';
import { awsRefusal } from '../../local/operations/aws-refusal';

/** @throws {DeskError} unless the caller named the account that their credentials are for, and said yes. */
export async function agreedAccount(args: readonly string[]): Promise<string> {
  const { account, yes } = parse(args);
  if (account === undefined || !/^\d{12}$/.test(account))
    throw new DeskError(
      'This deploys throw-away stacks and costs some cents. Name the account: --account <12 digits> --yes',
    );
  const actual = await callersAccount();
  if (actual !== account)
    throw new DeskError(
      `Your credentials are for the account ${actual}, not for ${account}: nothing was deployed.`,
    );
  if (!yes)
    throw new DeskError(
      `It would deploy two user pools, two APIs, a load balancer and a function into ${account}, and destroy them again. To do it: --yes`,
    );
  return account;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { account: { type: 'string' }, yes: { type: 'boolean' } } })
      .values;
  } catch (error) {
    throw new DeskError(oneLine(error));
  }
}

async function callersAccount(): Promise<string> {
  const client = new STSClient({});
  try {
    const { Account = 'unknown' } = await client.send(new GetCallerIdentityCommand({}));
    return Account;
  } catch (error) {
    throw awsRefusal('Nothing was deployed', error);
  } finally {
    client.destroy();
  }
}
