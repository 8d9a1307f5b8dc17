/** Time to write the answer of a call that took as long as it may. */
const ANSWER_SECONDS = 5;
const LEAST_IDLE_SECONDS = 60;
const KEEP_ALIVE_MARGIN_SECONDS = 15;

/** How long an instance that is taken out may need to finish: the longest call and its answer. */
export function drainSeconds(longestCallMs: number): number {
  return Math.ceil(longestCallMs / 1_000) + ANSWER_SECONDS;
}

/** How long a load balancer keeps a connection on which nothing is said: longer than any call. */
export function idleSeconds(longestCallMs: number): number {
  return Math.max(LEAST_IDLE_SECONDS, drainSeconds(longestCallMs));
}

/** How long the server keeps it: longer than the balancer, or a request meets a connection that is closing. */
export function keepAliveSeconds(longestCallMs: number): number {
  return idleSeconds(longestCallMs) + KEEP_ALIVE_MARGIN_SECONDS;
}
