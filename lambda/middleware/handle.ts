import type { HandlerOutcome, Next, RunningCall } from '../call';

/** Innermost: runs the tool. */
export const handle: Next<RunningCall, HandlerOutcome> = async function handleCall(call) {
  return {
    kind: 'reply',
    reply: await call.invocation.handle(call.contextFor(call.signal, call.tool.manifest)),
  };
};
