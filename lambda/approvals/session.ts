import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import { hostCookie, readCookies } from '../oauth/cookies';
import type { SealedValue } from '../oauth/sealed-values';
import type { Sealer } from '../oauth/sealer';

/** Somebody who may decide, logged in. */
export type Session = SealedValue<'approver'>;

const COOKIE = '__Host-mcp-approver';
/** Whoever leaves the group can decide for no longer. */
const SESSION_SECONDS = 1_800;
const ID_BYTES = 16;

interface SessionPorts {
  readonly sealer: Sealer;
  readonly clock: Clock;
}

/** The `Set-Cookie` header that begins one: nothing of it is kept here. */
export async function beginSession(
  { sealer, clock }: SessionPorts,
  who: Pick<Session, 'subject' | 'name' | 'tenant'>,
): Promise<string> {
  const session: Session = {
    ...who,
    id: randomBytes(ID_BYTES).toString('base64url'),
    expiresAt: clock.now() + SESSION_SECONDS * 1_000,
  };
  return hostCookie(COOKIE, await sealer.seal('approver', session), SESSION_SECONDS);
}

export function endSession(): string {
  return hostCookie(COOKIE, '', 0);
}

/** Nothing when there is none, it is over, or there are two of which somebody else may have set one. */
export async function sessionOf(
  request: Request,
  { sealer, clock }: SessionPorts,
): Promise<Session | undefined> {
  const [cookie, ...others] = readCookies(request).get(COOKIE) ?? [];
  if (cookie === undefined || others.length > 0) return undefined;
  const opened = await sealer.open('approver', cookie);
  return opened && opened.expiresAt > clock.now() ? opened : undefined;
}
