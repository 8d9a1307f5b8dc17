import { DeskError } from '../../local/desk-error';
import { awsRefusal } from '../../local/operations/aws-refusal';
import { outputOf } from '../../local/operations/stacks/deployed-stacks';
import { UserPool, type Person } from '../../local/operations/users';
import { readArguments, refuseMore } from './arguments';
import { UsageError } from './usage';

const ACTIONS = {
  add: addUser,
  groups: sayGroups,
  list: listUsers,
  remove: removeUser,
} as const;

interface Request {
  readonly pool: UserPool;
  readonly email: string;
  readonly groups: readonly string[];
  readonly resend: boolean;
  readonly delete: boolean;
}

/**
 * `cdk-mcp-service user`: lets people in, puts them into groups, and shuts them out.
 *
 * @throws {UsageError} when the arguments are wrong, `DeskError` when Cognito refuses.
 */
export async function runUser(args: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments(args, {
    pool: { type: 'string' },
    stack: { type: 'string' },
    group: { type: 'string', multiple: true },
    resend: { type: 'boolean' },
    delete: { type: 'boolean' },
  });
  const [action, email = '', ...more] = positionals;
  refuseMore(more);
  if (!isAction(action))
    throw new UsageError(
      'Say what to do: user add <email>, user remove <email>, user groups <email>, user list.',
    );
  if ((action === 'list') !== (email === ''))
    throw new UsageError(
      action === 'list' ? 'user list takes no name: it lists everybody.' : `Say who: user ${action} <email>.`,
    );
  if (action === 'add' && !email.includes('@'))
    throw new UsageError(`People are added by their address; got '${email}'.`);
  if ((values.pool === undefined) === (values.stack === undefined))
    throw new UsageError('Name the user pool: --pool <UserPoolId>, or --stack <name> whose output it is.');
  try {
    const id = values.pool ?? (await outputOf(values.stack ?? '', 'UserPoolId', '--pool <UserPoolId>'));
    const pool = await UserPool.open(id);
    const { group: groups = [], resend = false, delete: forEver = false } = values;
    try {
      await ACTIONS[action]({ pool, email, groups, resend, delete: forEver });
    } finally {
      pool.close();
    }
  } catch (error) {
    throw awsRefusal('Not done', error);
  }
}

async function addUser({ pool, email, groups, resend }: Request): Promise<void> {
  await pool.refuseUnknown(groups);
  if (await pool.add(email))
    console.log(`${email} is invited: Cognito mails the password for the first login.`);
  else {
    const { standing } = await pool.person(email);
    if (standing === 'disabled')
      throw new DeskError(
        `${email} is in the pool, and disabled. To let them in again: aws cognito-idp admin-enable-user --user-pool-id ${pool.id} --username ${email}`,
      );
    if (resend) await pool.invite(email);
    console.log(`${email} ${KNOWN[standing]}${resend ? ' A new password is mailed.' : ''}`);
  }
  for (const group of groups) {
    await pool.join(email, group);
    console.log(
      `${email} is in the group ${group}; their tokens say so from the next one, within 15 minutes.`,
    );
  }
}

const KNOWN = {
  active: 'has an account already.',
  invited: 'was invited before and has not logged in yet; --resend mails a new password.',
} as const;

async function removeUser({ pool, email, groups, delete: forEver }: Request): Promise<void> {
  if (groups.length > 0 && forEver)
    throw new UsageError(
      '--group takes the person out of a group, --delete out of the pool: give one of them.',
    );
  const { subject } = await pool.person(email);
  if (groups.length > 0) {
    await pool.refuseUnknown(groups);
    for (const group of groups) {
      await pool.leave(email, group);
      console.log(`${email} left the group ${group}; tokens of before say so for 15 minutes at most.`);
    }
    return;
  }
  await pool.disable(email);
  if (forEver) await pool.delete(email);
  console.log(`${email} is ${forEver ? 'deleted' : 'disabled'}: no login and no refresh any more.`);
  console.log('Access tokens of before are good for 15 minutes at most. To end them within 15 seconds:');
  console.log(`  cdk-mcp-service switch off caller ${subject} --reason "…" --table <StateTable>`);
}

async function listUsers({ pool }: Request): Promise<void> {
  const people = await pool.people();
  if (people.length === 0) console.log('Nobody has an account. To invite somebody: user add <email>');
  for (const person of people) console.log(lineOf(person));
}

async function sayGroups({ pool, email }: Request): Promise<void> {
  console.log(lineOf(await pool.person(email)));
  console.log(`Groups of the pool: ${(await pool.groups()).join(', ') || 'none'}`);
}

function lineOf({ email, subject, standing, groups }: Person): string {
  return `${email}: ${standing}; groups: ${groups.join(', ') || 'none'}; caller ${subject}`;
}

function isAction(text: string | undefined): text is keyof typeof ACTIONS {
  return text !== undefined && Object.hasOwn(ACTIONS, text);
}
