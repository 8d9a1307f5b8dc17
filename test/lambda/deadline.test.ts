import { DeadlineExceeded, withDeadline } from '../../lambda/deadline';
import { ManualClock } from '../support/manual-clock';

it('answers what the work answers, and leaves no timer behind', async () => {
  const clock = new ManualClock();
  await expect(withDeadline(clock, 100, () => 'done')).resolves.toBe('done');
  await expect(withDeadline(clock, 100, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(clock.pending).toBe(0);
});

it('gives up at the deadline and tells the work', async () => {
  const clock = new ManualClock();
  let seen: AbortSignal | undefined;
  const waiting = withDeadline(clock, 100, (signal) => {
    seen = signal;
    return new Promise(() => undefined);
  });
  const outcome = waiting.catch((error: unknown) => error);
  await clock.advance(99);
  expect(seen?.aborted).toBe(false);
  await clock.advance(1);
  expect(await outcome).toBeInstanceOf(DeadlineExceeded);
  expect(seen?.aborted).toBe(true);
  expect(clock.pending).toBe(0);
});

it('hands an abort of its parent on, and still waits for what the work has to say', async () => {
  const clock = new ManualClock();
  const parent = new AbortController();
  const waiting = withDeadline(
    clock,
    100,
    (signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve('stopped in good order'))),
    parent.signal,
  );
  await clock.advance(1);
  parent.abort();
  await expect(waiting).resolves.toBe('stopped in good order');
});

it('starts aborted under a parent that is', async () => {
  const aborted = await withDeadline(new ManualClock(), 100, (signal) => signal.aborted, AbortSignal.abort());
  expect(aborted).toBe(true);
});
