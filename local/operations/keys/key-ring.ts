import { DeskError } from '../../desk-error';

interface Epoch {
  readonly kid: string;
  readonly key: string;
}

/** An epoch that is accepted, but nothing new is sealed or signed with it. */
export interface SupersededEpoch extends Epoch {
  /** ISO time; unknown of an epoch that was put there by hand. */
  readonly supersededAt?: string;
}

/** The text of a secret that servers seal or sign with. Servers read past `supersededAt`. */
export interface KeyRing extends Epoch {
  readonly previous: readonly SupersededEpoch[];
}

const SHORTEST_KEY = 32;

/** @throws {DeskError} that shows nothing of the text. */
export function parseKeyRing(text: string): KeyRing {
  const value = fieldsOf(text);
  const { previous = [] } = value;
  if (!Array.isArray(previous)) throw new DeskError('The secret is no key: `previous` is no list.');
  const ring = { ...epochOf(value), previous: previous.map((item) => supersededOf(Object(item))) };
  const kids = [ring, ...ring.previous].map(({ kid }) => kid);
  if (new Set(kids).size < kids.length)
    throw new DeskError(`The secret has two keys with one name: ${kids.join(', ')}.`);
  return ring;
}

/** A new current epoch. A kid is never used twice: it counts up from the highest. */
export function rotated(ring: KeyRing, key: string, now: number): KeyRing {
  const { kid, key: superseded, previous } = ring;
  const supersededAt = new Date(now).toISOString();
  return { kid: nextKid(ring), key, previous: [{ kid, key: superseded, supersededAt }, ...previous] };
}

/** Without one of the epochs before the current one. */
export function retired(ring: KeyRing, kid: string): KeyRing {
  return { ...ring, previous: ring.previous.filter((epoch) => epoch.kid !== kid) };
}

export function nextKid({ kid, previous }: KeyRing): string {
  const numbers = [kid, ...previous.map((epoch) => epoch.kid)].map((text) => {
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw new DeskError(
      `The key's name '${text}' is no whole number, and this command counts. Rotate by hand.`,
    );
  });
  return String(Math.max(...numbers) + 1);
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new DeskError(`The secret is no key: its text is no JSON like {"kid":"1","key":"…"}.`);
  }
}

function epochOf({ kid, key }: Readonly<Record<string, unknown>>): Epoch {
  if (typeof kid === 'string' && kid !== '' && typeof key === 'string' && key.length >= SHORTEST_KEY)
    return { kid, key };
  throw new DeskError(
    `The secret is no key: it needs a text "kid" and a text "key" of at least ${SHORTEST_KEY} characters, also in "previous".`,
  );
}

function supersededOf(fields: Readonly<Record<string, unknown>>): SupersededEpoch {
  const { supersededAt } = fields;
  const known = typeof supersededAt === 'string' && Number.isFinite(Date.parse(supersededAt));
  return { ...epochOf(fields), ...(known && { supersededAt }) };
}
