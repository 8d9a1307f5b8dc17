/** Who waits for whom: the server keeps a connection longer than the balancer, which keeps it longer than a call. */
import { drainSeconds, idleSeconds, keepAliveSeconds } from '../../lambda/contract';

test.each([
  [1, 6, 60, 75],
  [20_000, 25, 60, 75],
  [55_000, 60, 60, 75],
  [55_001, 61, 61, 76],
  [120_000, 125, 125, 140],
  [900_000, 905, 905, 920],
])('a longest call of %d ms', (longestCallMs, drain, idle, keepAlive) => {
  expect([drainSeconds(longestCallMs), idleSeconds(longestCallMs), keepAliveSeconds(longestCallMs)]).toEqual([
    drain,
    idle,
    keepAlive,
  ]);
});
