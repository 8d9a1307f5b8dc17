import type { Outcome } from '../../lambda/call';
import { ERROR_CODES } from '../../lambda/contract';
import type { ReplayRecord } from '../../lambda/idempotency/replay';

export const CODES = Object.keys(ERROR_CODES);

/** The part of an answer that tests talk about. */
export function brief(outcome: Outcome): string {
  if (outcome.kind === 'error') return `${outcome.error.code} ${outcome.error.outcome}`;
  return replayOf(outcome) ? 'replay' : 'result';
}

export function replayOf(outcome: Outcome): ReplayRecord | undefined {
  if (outcome.kind === 'error' || !('_meta' in outcome.result)) return undefined;
  return (outcome.result._meta as Record<string, ReplayRecord>)['cdk-mcp-service/replay'];
}

/** The texts of a result, or the message of an error. */
export function textsOf(outcome: Outcome): string[] {
  if (outcome.kind === 'error') return [outcome.error.message];
  return outcome.result.content.map((block) => ('text' in block ? block.text : block.type));
}
