import type { Random } from './random';

/** Minutes for which a factor stands: troubles come in bouts, not call by call. */
const SHARED_BOUT = 15;
const OWN_BOUT = 5;
const SHARED_SHAPE = 2;

/**
 * How much more or less than on average goes wrong at a time. Independent errors would be far tamer than real
 * ones: here a rate is a gamma variable that stands for some minutes, one part of it shared by all tools and
 * one part each tool's own, so that the errors of a minute follow a beta-binomial distribution and those of
 * neighboring minutes and tools come together.
 */
export class Unrest {
  private readonly own: number[];
  private shared = 1;
  private sharedBout = -1;
  private ownBout = -1;

  /** @param ownShape of a tool's own part: its variance is 1 / ownShape. */
  constructor(
    private readonly random: Random,
    private readonly tools: number,
    private readonly ownShape: number,
  ) {
    this.own = Array.from({ length: tools }, () => 1);
  }

  /** Moves to a minute; minutes come in order. */
  moveTo(minute: number): void {
    const sharedBout = Math.floor(minute / SHARED_BOUT);
    if (sharedBout !== this.sharedBout) {
      this.sharedBout = sharedBout;
      this.shared = this.random.gamma(SHARED_SHAPE);
    }
    const ownBout = Math.floor(minute / OWN_BOUT);
    if (ownBout === this.ownBout) return;
    this.ownBout = ownBout;
    for (let tool = 0; tool < this.tools; tool += 1) this.own[tool] = this.random.gamma(this.ownShape);
  }

  /** Mean 1. */
  factor(tool: number): number {
    return this.shared * (this.own[tool] ?? 1);
  }
}

/** Variance of a factor whose own part has this shape. */
export function unrestVariance(ownShape: number): number {
  return (1 + 1 / SHARED_SHAPE) * (1 + 1 / ownShape) - 1;
}
