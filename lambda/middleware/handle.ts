import type { HandlerOutcome, Next, RunningCall } from '../call';

/** Innermost: runs the tool. */
export const handle: Next<RunningCall, HandlerOutcome> = async function handleCall(call) {
  call.exchange.line.add({ decision: 'allowed' });
  return {
    kind: 'reply',
    reply: await call.invocation.handle(call.contextFor(call.signal, call.tool.manifest)),
  };
};
