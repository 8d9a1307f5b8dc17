import { randomBytes } from 'node:crypto';
import { DeskError } from '../../local/desk-error';
import { awsRefusal } from '../../local/operations/aws-refusal';
import { nextKid, retired, rotated, type KeyRing } from '../../local/operations/keys/key-ring';
import { KeySecret, type ReadKeyRing } from '../../local/operations/keys/key-secret';
import {
  REGISTRATION_USES,
  safeFrom,
  sayUses,
  sealingUses,
  type KeyUse,
} from '../../local/operations/keys/key-use';
import { outputOf } from '../../local/operations/stacks/deployed-stacks';
import { readArguments, refuseMore } from './arguments';
import { UsageError } from './usage';

const KEY_BYTES = 48;
const DEFAULT_REFRESH_DAYS = '30';

interface Request {
  readonly secret: KeySecret;
  readonly uses: readonly KeyUse[];
  readonly registrations: boolean;
  readonly retire?: string;
  readonly yes: boolean;
  readonly force: boolean;
  readonly now: number;
}

/**
 * `cdk-mcp-service rotate-keys`: a new key for what is sealed or signed from now on, or the end of an old one.
 * Without `--yes` it only says what it would do. No key is ever printed.
 *
 * @throws {UsageError} when the arguments are wrong, `DeskError` when nothing was changed.
 */
export async function runRotateKeys(args: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments(args, {
    keys: { type: 'string' },
    stack: { type: 'string' },
    registrations: { type: 'boolean' },
    retire: { type: 'string' },
    'refresh-days': { type: 'string' },
    force: { type: 'boolean' },
    yes: { type: 'boolean' },
  });
  refuseMore(positionals);
  const { registrations = false, retire, force = false, yes = false } = values;
  const uses = registrations ? REGISTRATION_USES : sealingUses(daysOf(values['refresh-days']));
  try {
    const secret = await KeySecret.open(await arnOf(values.keys, values.stack, registrations));
    try {
      const request = { secret, uses, registrations, retire, yes, force, now: Date.now() };
      const read = await secret.read();
      say(read.ring, request);
      await (retire === undefined ? rotate(read, request) : retireOne(read, retire, request));
    } finally {
      secret.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw awsRefusal('Nothing was changed', error);
  }
}

function say(ring: KeyRing, { uses, registrations, now }: Request): void {
  console.log(`epoch ${ring.kid}: current; everything new is ${registrations ? 'signed' : 'sealed'} with it`);
  for (const epoch of ring.previous) for (const line of sayUses(epoch, uses, now)) console.log(line);
}

async function rotate(read: ReadKeyRing, { secret, registrations, yes, now }: Request): Promise<void> {
  const kid = nextKid(read.ring);
  if (registrations)
    console.log('Registrations are kept by hosts for years: rotate this key when it leaked, or once a year.');
  if (!yes)
    return console.log(
      `Nothing was changed. With --yes: epoch ${kid} becomes current, epoch ${read.ring.kid} stays accepted.`,
    );
  await secret.write(rotated(read.ring, randomBytes(KEY_BYTES).toString('base64url'), now), read);
  console.log(`Epoch ${kid} is current; every server uses it within 5 minutes. Nobody notices.`);
}

async function retireOne(read: ReadKeyRing, kid: string, request: Request): Promise<void> {
  const { secret, uses, registrations, yes, force, now } = request;
  const { ring } = read;
  if (kid === ring.kid)
    throw new DeskError(
      `Epoch ${kid} is current and cannot be retired. Rotate first: the same without --retire.`,
    );
  const epoch = ring.previous.find((old) => old.kid === kid);
  if (!epoch) {
    const known = ring.previous.map((old) => old.kid).join(', ') || 'none';
    throw new DeskError(`There is no epoch ${kid} to retire; there is: ${known}.`);
  }
  const safe = safeFrom(epoch, uses);
  if (!force && (safe === undefined || safe > now))
    throw new DeskError(
      `Epoch ${kid} was not retired: ${reason(safe, registrations)} With --force it goes all the same, and what is said above breaks.`,
    );
  if (!yes) return console.log(`Nothing was changed. With --yes: epoch ${kid} is not accepted any more.`);
  await secret.write(retired(ring, kid), read);
  console.log(`Epoch ${kid} is retired; every server refuses it within 5 minutes.`);
}

function reason(safe: number | undefined, registrations: boolean): string {
  if (registrations) return 'hosts keep their registrations for as long as they like.';
  return safe === undefined
    ? 'the secret does not say when it was superseded.'
    : `that is safe from ${new Date(safe).toISOString()}.`;
}

async function arnOf(
  keys: string | undefined,
  stack: string | undefined,
  registrations: boolean,
): Promise<string> {
  if ((keys === undefined) === (stack === undefined))
    throw new UsageError('Name the key: --keys <ARN of its secret>, or --stack <name> whose output it is.');
  if (stack !== undefined)
    return outputOf(stack, registrations ? 'RegistrationKeys' : 'SealingKeys', '--keys <ARN>');
  // By what the construct is called: the service around it can have any name.
  const isRegistration = /RegistrationKeys/.test(keys ?? '');
  if (registrations && /SealingKeys/.test(keys ?? ''))
    throw new UsageError('This is the sealing key by its name: leave --registrations out.');
  // Retired by the life time of refresh tokens, it would shut out every registered host.
  if (isRegistration && !registrations)
    throw new UsageError('This is the key of registrations by its name: say so with --registrations.');
  return keys ?? '';
}

function daysOf(text = DEFAULT_REFRESH_DAYS): number {
  if (/^\d{1,4}$/.test(text) && Number(text) > 0) return Number(text);
  throw new UsageError(`--refresh-days is a whole number of days, as the pool has it; got '${text}'.`);
}
