import type { Clock } from '../../clock';
import { withDeadline } from '../../deadline';
import { messageOf } from '../../thrown';

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

/** A switch that is not as it was. */
export interface TurnedSwitch extends Switch {
  readonly to: 'on' | 'off';
}

/** What the command keeps of it. */
export interface SwitchChange extends TurnedSwitch {
  readonly operator: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Where switches are kept. */
export interface SwitchStore {
  /** Everything that is off. */
  list(): Promise<readonly Switch[]>;
  /** The latest changes, the newest first. */
  changes(): Promise<readonly SwitchChange[]>;
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
 * @param onTurned - Called once for each switch that is seen to have turned, and for what is off when the list
 * is read for the first time. Must not throw.
 */
export function createFindSwitch(
  store: Pick<SwitchStore, 'list'>,
  clock: Clock,
  onUnavailable: (reason: string) => void,
  onTurned: (turned: readonly TurnedSwitch[]) => Promise<void> = () => Promise.resolve(),
): FindSwitch {
  let known: Switches | undefined;
  let freshUntil = 0;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const startedAt = clock.now();
    try {
      const list = await withDeadline(clock, known ? READ_MS : FIRST_READ_MS, () => store.list());
      const before = known;
      known = new Map(list.map((item) => [keyOf(item.kind, item.name), item]));
      freshUntil = startedAt + MAX_AGE_MS;
      const turned = turnedBetween(before, known);
      if (turned.length > 0) await onTurned(turned);
    } catch (error) {
      freshUntil = clock.now() + RETRY_MS;
      onUnavailable(messageOf(error));
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

type Switches = ReadonlyMap<string, Switch>;

function turnedBetween(before: Switches = new Map(), now: Switches): TurnedSwitch[] {
  const missingIn = (others: Switches, all: Switches): Switch[] =>
    [...all].filter(([key]) => !others.has(key)).map(([, item]) => item);
  return [
    ...missingIn(before, now).map((item) => ({ ...item, to: 'off' as const })),
    ...missingIn(now, before).map((item) => ({ ...item, to: 'on' as const })),
  ];
}

function keyOf(kind: SwitchKind, name: string): string {
  return `${kind}#${name}`;
}
