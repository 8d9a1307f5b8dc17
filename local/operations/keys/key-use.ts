import type { SupersededEpoch } from './key-ring';

/** What was made with a key and is still with somebody. */
export interface KeyUse {
  readonly what: string;
  /** Milliseconds that it is good for; without one it is kept for as long as its owner likes. */
  readonly lastsMs?: number;
  /** What its owner sees once the key is gone. */
  readonly breaks: string;
}

const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
/** Servers read the secret again after 5 minutes: until then they go on with the key before. */
const SERVERS_NOTICE = 5 * MINUTE;

/** Of the key that everything handed to hosts and browsers is sealed with. */
export function sealingUses(refreshDays: number): readonly KeyUse[] {
  return [
    { what: 'codes', lastsMs: 5 * MINUTE, breaks: 'a login under way starts over' },
    { what: 'logins in a browser', lastsMs: 10 * MINUTE, breaks: 'a login under way starts over' },
    { what: 'access tokens', lastsMs: 15 * MINUTE, breaks: 'the host refreshes, and goes on' },
    {
      what: 'refresh tokens',
      lastsMs: refreshDays * DAY,
      breaks: 'the person logs in again, in each host',
    },
  ];
}

/** Of the key that registered client ids are signed with. */
export const REGISTRATION_USES: readonly KeyUse[] = [
  {
    what: 'client ids',
    breaks:
      'every host that registered under it meets a dead page, until somebody registers it again by hand',
  },
];

/** When the last of what was made with an epoch has ended by itself; undefined when nobody can tell. */
export function safeFrom({ supersededAt }: SupersededEpoch, uses: readonly KeyUse[]): number | undefined {
  const lasts = uses.map(({ lastsMs }) => lastsMs ?? Number.POSITIVE_INFINITY);
  const at = Date.parse(supersededAt ?? '') + SERVERS_NOTICE + Math.max(...lasts);
  return Number.isFinite(at) ? at : undefined;
}

/** What retiring an epoch at this moment would break, and until when. */
export function sayUses(epoch: SupersededEpoch, uses: readonly KeyUse[], now: number): readonly string[] {
  const { kid, supersededAt } = epoch;
  return [
    `epoch ${kid}: accepted; superseded ${supersededAt ?? 'at a time that the secret does not say'}`,
    ...uses.map((use) => `  ${sentence(use, safeFrom(epoch, [use]), now)}`),
  ];
}

function sentence({ what, lastsMs, breaks }: KeyUse, until: number | undefined, now: number): string {
  if (until === undefined)
    return lastsMs === undefined
      ? `${what} made with it last for ever; without it ${breaks}`
      : `${what} made with it may be about; without it ${breaks}`;
  const at = new Date(until).toISOString();
  return until <= now
    ? `${what} made with it ended by ${at}: safe`
    : `${what} made with it last until ${at}; without it ${breaks}`;
}
