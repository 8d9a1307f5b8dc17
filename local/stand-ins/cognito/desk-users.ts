import { createHash } from 'node:crypto';
import type { PoolUser } from './pool';

/** Of every user on the desk, the same each time: it is a laptop, and the pool is on loopback. */
export const PASSWORD = 'desk';
/** Decides on what others ask, and is nobody who asks. */
export const APPROVER = 'approver@example.com';

/** A `sub` is the same each time, so that what is kept for a user is found again. */
export function deskUser(email: string, groups: readonly string[]): PoolUser {
  const hash = createHash('sha256').update(email).digest('hex');
  const sub = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return { username: email, sub, password: PASSWORD, email, groups };
}
