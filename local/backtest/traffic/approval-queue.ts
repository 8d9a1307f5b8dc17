import type { Random } from './random';

/** A question is over half an hour after it was asked. */
const ASKED_MINUTES = 30;
/** Minutes until a question is decided at the latest, while there is somebody to decide. */
const LATEST_DECISION = 4;
/** Seconds from a question to the end of its minute, on average. */
const HALF_A_MINUTE = 30;

interface Question {
  readonly asked: number;
  readonly decided: number;
}

/** Calls that wait for a person. Minutes are asked for in order. */
export class ApprovalQueue {
  private pending: readonly Question[] = [];

  constructor(private readonly random: Random) {}

  /** @param happens.undecided - Nobody decides, and one waits at least. */
  at(minute: number, { asked, undecided }: { readonly asked: number; readonly undecided: boolean }) {
    const left = this.pending.filter(
      (question) => question.asked > minute - ASKED_MINUTES && (undecided || question.decided > minute),
    );
    const wanted = undecided && left.length === 0 ? Math.max(1, asked) : asked;
    const fresh = Array.from({ length: wanted }, () => ({
      asked: minute,
      decided: minute + 1 + this.random.below(LATEST_DECISION),
    }));
    this.pending = [...left, ...fresh];
    const [oldest] = this.pending;
    return {
      pending: this.pending.length,
      oldestSeconds: oldest ? (minute - oldest.asked) * 60 + HALF_A_MINUTE : 0,
    };
  }
}
