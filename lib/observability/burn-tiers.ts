import { Duration } from 'aws-cdk-lib';
import type { AlarmSpec, Severity } from './signals';

interface BurnWindow {
  readonly name: string;
  /** Of one period. */
  readonly length: Duration;
  /** Fewer bad calls never breach: at ten calls an hour one failure would burn twenty times too fast. */
  readonly atLeast: number;
  /** How many of the latest periods must breach. @default - the latest one */
  readonly outOf?: AlarmSpec['outOf'];
}

interface BurnPair {
  /** How many times faster than allowed the budget of 30 days is spent. */
  readonly burn: number;
  /** Says that enough of the budget is gone to matter. */
  readonly long: BurnWindow;
  /** A twelfth of the long one: says that it still goes on, and ends the alarm soon after it does not. */
  readonly short: BurnWindow;
}

interface BurnTier {
  readonly name: 'Burn' | 'SlowBurn';
  readonly severity: Severity;
  /** One of them is enough. */
  readonly pairs: readonly BurnPair[];
  /** How long after a worse alarm this one stays quiet: its short windows still remember what that one told. */
  readonly quietAfter: Duration;
}

/**
 * Burn rates and windows of The Site Reliability Workbook, chapter 5, for a budget of 30 days: 2 % of it in an
 * hour or 5 % in six pages, 10 % in three days opens a ticket. CloudWatch looks at the three days once an hour.
 */
export const BURN_TIERS: readonly BurnTier[] = [
  {
    name: 'Burn',
    severity: 'page',
    quietAfter: Duration.minutes(30),
    pairs: [
      {
        burn: 14.4,
        long: { name: '1h', length: Duration.hours(1), atLeast: 10 },
        // Twice in a row: one bad minute of a busy time is in one such period, however much of the hour it is.
        short: {
          name: '5m',
          length: Duration.minutes(5),
          atLeast: 3,
          outOf: { breaching: 2, periods: 2 },
        },
      },
      {
        burn: 6,
        long: { name: '6h', length: Duration.hours(6), atLeast: 10 },
        // Both halves: a minute into which many calls fell is in one of them, while the six hours remember it.
        short: {
          name: '30m',
          length: Duration.minutes(15),
          atLeast: 1,
          outOf: { breaching: 2, periods: 2 },
        },
      },
    ],
  },
  {
    name: 'SlowBurn',
    severity: 'ticket',
    quietAfter: Duration.hours(6),
    pairs: [
      {
        burn: 1,
        long: { name: '3d', length: Duration.days(3), atLeast: 30 },
        short: { name: '6h', length: Duration.hours(6), atLeast: 3 },
      },
    ],
  },
];

/** The fastest burn that is watched: its threshold is the highest. */
export const FASTEST_BURN = Math.max(...BURN_TIERS.flatMap(({ pairs }) => pairs.map(({ burn }) => burn)));
