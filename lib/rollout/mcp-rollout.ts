import { Duration } from 'aws-cdk-lib';
import type { RuntimeKind } from '../runtime/runtime-kind';

/** How a new release takes over from the one before. */
export interface RolloutPlan {
  readonly strategy: 'rolling' | 'canary' | 'linear' | 'allAtOnce';
  /** Share of the traffic that moves in a step, from 1 to 99. */
  readonly percent: number;
  /** Time between steps: the canary's, or that between two of a linear rollout. */
  readonly step: Duration;
  /** Time after all traffic has moved, in which the release before can still come back. */
  readonly bake: Duration;
}

export interface RollingOptions {
  /** How long the alarms are watched once every container is of the new release. @default Duration.minutes(10) */
  readonly bake?: Duration;
}

export interface CanaryOptions {
  /** Share of the traffic that tries the release, from 1 to 99. @default 10 */
  readonly percent?: number;
  /** How long it tries it. @default Duration.minutes(10) */
  readonly bake?: Duration;
}

export interface LinearOptions {
  /** Share of the traffic that moves in each step, from 3 to 50. @default 20 */
  readonly percent?: number;
  /** Time between two steps. @default Duration.minutes(6) */
  readonly every?: Duration;
}

/**
 * How a new release takes over. All but `allAtOnce` go back by themselves when an alarm on the calls of the
 * new release fires.
 */
export class McpRollout {
  /** Container by container. For Fargate; a release whose containers do not become healthy goes back too. */
  static rolling({ bake = DEFAULT_BAKE }: RollingOptions = {}): McpRollout {
    assertBake('rolling', 'bake', bake);
    return new McpRollout({ strategy: 'rolling', percent: 100, step: bake, bake });
  }

  /** A share of the traffic tries the release before all of it moves. For Lambda and Fargate. */
  static canary({ percent = 10, bake = DEFAULT_BAKE }: CanaryOptions = {}): McpRollout {
    assertPercent('canary', percent, 1, 99);
    assertBake('canary', 'bake', bake);
    return new McpRollout({ strategy: 'canary', percent, step: bake, bake });
  }

  /** The traffic moves in equal steps. For Lambda and Fargate. */
  static linear({ percent = 20, every = Duration.minutes(6) }: LinearOptions = {}): McpRollout {
    assertPercent('linear', percent, 3, 50);
    assertBake('linear', 'every', every);
    assertTotal(percent, every.toMinutes());
    return new McpRollout({ strategy: 'linear', percent, step: every, bake: every });
  }

  /** All traffic at once, and nothing goes back by itself: for development. For Lambda. */
  static allAtOnce(): McpRollout {
    return new McpRollout({
      strategy: 'allAtOnce',
      percent: 100,
      step: Duration.minutes(0),
      bake: Duration.minutes(0),
    });
  }

  /** What a runtime does when it is not told. */
  static defaultFor(kind: RuntimeKind): McpRollout {
    return kind === 'lambda' ? McpRollout.canary() : McpRollout.rolling();
  }

  private constructor(readonly plan: RolloutPlan) {}

  /** @throws when the runtime has no such rollout. */
  assertSuits(kind: RuntimeKind): void {
    const suitable = SUITABLE[kind];
    const { strategy } = this.plan;
    if (suitable.includes(strategy)) return;
    const remedies = suitable.map((name) => `McpRollout.${name}()`).join(', ');
    throw new Error(
      `rollout is McpRollout.${strategy}(), which ${NAMES[kind]} does not have; it has ${remedies}.`,
    );
  }
}

const SUITABLE: Readonly<Record<RuntimeKind, readonly RolloutPlan['strategy'][]>> = {
  lambda: ['canary', 'linear', 'allAtOnce'],
  fargate: ['rolling', 'canary', 'linear'],
};
const NAMES = { lambda: 'Lambda', fargate: 'Fargate' } as const;

const DEFAULT_BAKE = Duration.minutes(10);
/** The alarms on a release look at five minutes; a shorter bake would end before they have seen them. */
const LEAST_BAKE_MINUTES = 6;
/** CodeDeploy's limit between the first step and the last, and more than ECS has for one. */
const MOST_BAKE_MINUTES = 1_440;

function assertPercent(rollout: string, percent: number, least: number, most: number): void {
  if (Number.isSafeInteger(percent) && percent >= least && percent <= most) return;
  throw new Error(
    `McpRollout.${rollout}: percent is ${percent}; allowed are whole numbers from ${least} to ${most}.`,
  );
}

function assertBake(rollout: string, option: string, time: Duration): void {
  const minutes = time.toMinutes({ integral: false });
  if (Number.isSafeInteger(minutes) && minutes >= LEAST_BAKE_MINUTES && minutes <= MOST_BAKE_MINUTES) return;
  throw new Error(
    `McpRollout.${rollout}: ${option} is ${minutes} minutes; allowed are whole minutes from ${LEAST_BAKE_MINUTES} to ${MOST_BAKE_MINUTES}, ` +
      'because the alarms that take a release back look at five.',
  );
}

/** CodeDeploy's limit from the first step to the last. */
const MOST_TOTAL_MINUTES = 2_880;

function assertTotal(percent: number, minutes: number): void {
  const total = (Math.ceil(100 / percent) - 1) * minutes;
  if (total <= MOST_TOTAL_MINUTES) return;
  throw new Error(
    `McpRollout.linear: steps of ${percent} % every ${minutes} minutes take ${total} minutes; allowed are ${MOST_TOTAL_MINUTES}. Raise percent or lower every.`,
  );
}
