import type { Clock } from '../../clock';
import { withDeadline } from '../../deadline';

export const SWITCH_KINDS = ['tool', 'caller', 'agent', 'tenant'] as const;
export type SwitchKind = (typeof SWITCH_KINDS)[number];

/** Something that is switched off: nobody gets past it until it is switched on again. */
export interface Switch {
  readonly kind: SwitchKind;
  /** The tool's name, or the caller's, agent's or tenant's id. */
  readonly name: string;
  /** For the operator who finds it months later; callers are not told. */
  readonly reason: string;
}

/** Where switches are kept. */
export interface SwitchStore {
  /** Everything that is off. */
  list(): Promise<readonly Switch[]>;
}

/** How old an answer may be: the longest that a switched-off tool still runs, the time to read included. */
const MAX_AGE_MS = 14_000;
/** A store that does not answer is not waited for by each call. */
const READ_MS = 500;
/** The first answer is waited for longer: nothing is known yet, and the connection is still to be made. */
const FIRST_READ_MS = 1_500;
const RETRY_MS = 2_000;

/** What `authorize` asks. */
export type FindSwitch = (
  subjects: Readonly<Partial<Record<SwitchKind, string>>>,
) => Promise<Switch | 'unknown' | undefined>;

/**
 * Looks for a switch that stops a call. The list is read when it is older than 14 seconds and somebody asks;
 * while the store does not answer the last known list stands, and `unknown` is answered when there is none.
 *
 * @param onUnavailable - Called with the reason when the store did not answer.
 */
export function createFindSwitch(
  store: SwitchStore,
  clock: Clock,
  onUnavailable: (reason: string) => void,
): FindSwitch {
  let known: ReadonlyMap<string, Switch> | undefined;
  let freshUntil = 0;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const startedAt = clock.now();
    try {
      const list = await withDeadline(clock, known ? READ_MS : FIRST_READ_MS, () => store.list());
      known = new Map(list.map((item) => [keyOf(item.kind, item.name), item]));
      freshUntil = startedAt + MAX_AGE_MS;
    } catch (error) {
      freshUntil = clock.now() + RETRY_MS;
      onUnavailable(error instanceof Error ? error.message : String(error));
    }
  }

  return async function findSwitch(subjects) {
    if (clock.now() >= freshUntil) {
      reading ??= read().finally(() => {
        reading = undefined;
      });
      await reading;
    }
    if (!known) return 'unknown';
    for (const kind of SWITCH_KINDS) {
      const name = subjects[kind];
      const found = name === undefined ? undefined : known.get(keyOf(kind, name));
      if (found) return found;
    }
    return undefined;
  };
}

function keyOf(kind: SwitchKind, name: string): string {
  return `${kind}#${name}`;
}
