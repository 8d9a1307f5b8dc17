import { CALM } from '../../../local/backtest/disturbance';
import { FAULT_SHAPE, FAULT_SHARE, SLOW_SHARE } from '../../../local/backtest/traffic/background';
import type { Minute } from '../../../local/backtest/traffic/minute';
import { Random } from '../../../local/backtest/traffic/random';
import { FIRST_MINUTE, meanRhythm, rhythm } from '../../../local/backtest/traffic/rhythm';
import { Traffic } from '../../../local/backtest/traffic/traffic';
import { Unrest, unrestVariance } from '../../../local/backtest/traffic/unrest';
import { MODEL } from './desk';

const DAY = 1_440;

function weeks(count: number, callsAnHour: number, seed = 1): Minute[] {
  const traffic = new Traffic({ model: MODEL, seed, callsAnHour });
  return Array.from({ length: count * 7 * DAY }, (_, at) => traffic.at(FIRST_MINUTE + at, CALM));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}

function variance(numbers: readonly number[]): number {
  const middle = mean(numbers);
  return mean(numbers.map((number) => (number - middle) ** 2));
}

describe('four weeks at 1,200 calls an hour', () => {
  const minutes = weeks(4, 1_200);
  const calls = sum(minutes.map(({ all }) => all.calls));

  test('have as many calls as were asked for, a tool its share of them', () => {
    expect(calls / (4 * 7 * 24)).toBeGreaterThan(1_200 * 0.98);
    expect(calls / (4 * 7 * 24)).toBeLessThan(1_200 * 1.02);
    for (const { name, share } of MODEL.tools) {
      const own = sum(minutes.map(({ byTool }) => byTool.get(name)?.calls ?? 0));
      expect(own / calls).toBeCloseTo(share, 2);
    }
  });

  test('spend half of the error budget of 0.5 % and of the latency budget of 5 %', () => {
    const faults = sum(minutes.map(({ all }) => all.faults)) / calls;
    const slow = sum(minutes.map(({ all }) => all.slow)) / calls;
    // Refused calls neither fail nor are slow.
    expect(faults).toBeGreaterThan(FAULT_SHARE * 0.85);
    expect(faults).toBeLessThan(FAULT_SHARE * 1.1);
    expect(slow).toBeGreaterThan(SLOW_SHARE * 0.85);
    expect(slow).toBeLessThan(SLOW_SHARE * 1.1);
  });

  test('fail in bouts: the faults of an hour vary several times as much as independent ones', () => {
    const hours = Array.from({ length: minutes.length / 60 }, (_, hour) =>
      sum(minutes.slice(hour * 60, hour * 60 + 60).map(({ all }) => all.faults)),
    );
    const rates = Array.from({ length: hours.length }, (_, hour) => meanRhythm(FIRST_MINUTE + hour * 60, 60));
    const even = hours.map((faults, hour) => faults / (rates[hour] ?? 1));
    expect(variance(even) / mean(even)).toBeGreaterThan(1.8);
  });

  test('come in sessions: the calls of a minute vary more than those of a Poisson process', () => {
    const noons = minutes.filter(({ minute }) => minute % DAY >= 820 && minute % DAY < 860);
    const weekdays = noons.filter(({ minute }) => Math.floor((minute - FIRST_MINUTE) / DAY) % 7 < 5);
    const counts = weekdays.map(({ all }) => all.calls);
    expect(variance(counts) / mean(counts)).toBeGreaterThan(3);
    expect(variance(counts) / mean(counts)).toBeLessThan(5);
  });

  test('have a heavy tail of latency', () => {
    const latencies = minutes
      .flatMap(({ byTool }) => byTool.get('search')?.latencies ?? [])
      .toSorted((a, b) => a - b);
    const at = (share: number): number => latencies[Math.floor(share * latencies.length)] ?? 0;
    expect(at(0.5)).toBeGreaterThan(150);
    expect(at(0.5)).toBeLessThan(250);
    expect(at(0.99)).toBeGreaterThan(1_000);
    expect(at(0.999) / at(0.99)).toBeGreaterThan(3);
    expect(at(1)).toBeLessThanOrEqual(20_000);
    expect(new Set(latencies).size).toBeLessThan(2_000);
  });

  test('leave no call with an unknown outcome', () => {
    expect(sum(minutes.map(({ unknownOutcomes }) => unknownOutcomes))).toBe(0);
  });

  test('have what callers do wrong, replays and instances that start', () => {
    const codes = new Set(minutes.flatMap(({ errors }) => [...errors.keys()]));
    for (const code of ['INVALID_ARGUMENTS', 'NOT_FOUND', 'RATE_LIMITED', 'UNKNOWN_TOOL']) {
      expect(codes).toContain(code);
    }
    for (const count of ['replays', 'coldStarts', 'unauthorized', 'rateLimited'] as const) {
      expect(sum(minutes.map((minute) => minute[count]))).toBeGreaterThan(0);
    }
  });
});

test('the rhythm is 1 on average, high on a weekday afternoon and low on a Sunday night', () => {
  expect(meanRhythm(FIRST_MINUTE, 7 * DAY)).toBeCloseTo(1, 6);
  expect(rhythm(FIRST_MINUTE + 14 * 60)).toBeGreaterThan(2);
  expect(rhythm(FIRST_MINUTE + 6 * DAY + 2 * 60)).toBeLessThan(0.15);
});

test('the same seed is the same traffic, another is another', () => {
  const [one, same, other] = [weeks(1, 60, 7), weeks(1, 60, 7), weeks(1, 60, 8)];
  expect(same).toEqual(one);
  expect(other).not.toEqual(one);
});

test.each([0.3, 1, 4])('a gamma variable of shape %p has mean 1 and its variance', (shape) => {
  const random = new Random('gamma');
  const numbers = Array.from({ length: 100_000 }, () => random.gamma(shape));
  expect(Math.abs(mean(numbers) - 1)).toBeLessThan(0.03);
  expect(Math.abs(variance(numbers) * shape - 1)).toBeLessThan(0.06);
});

test.each([0.2, 5, 80])('a Poisson variable of mean %p has that mean and variance', (wanted) => {
  const random = new Random('poisson');
  const numbers = Array.from({ length: 50_000 }, () => random.poisson(wanted));
  expect(Math.abs(mean(numbers) / wanted - 1)).toBeLessThan(0.03);
  expect(Math.abs(variance(numbers) / wanted - 1)).toBeLessThan(0.05);
});

test('unrest has mean 1, its variance, and is shared in part', () => {
  const unrest = new Unrest(new Random('unrest'), 2, FAULT_SHAPE);
  const [one, other]: [number[], number[]] = [[], []];
  for (let minute = 0; minute < 1_500_000; minute += 5) {
    unrest.moveTo(minute);
    one.push(unrest.factor(0));
    other.push(unrest.factor(1));
  }
  expect(mean(one)).toBeCloseTo(1, 1);
  expect(Math.abs(variance(one) / unrestVariance(FAULT_SHAPE) - 1)).toBeLessThan(0.1);
  const together = mean(one.map((factor, at) => factor * (other[at] ?? 0))) - 1;
  expect(together).toBeGreaterThan(0.4);
  expect(together).toBeLessThan(0.6);
});
