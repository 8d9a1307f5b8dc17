/** "Nothing was changed" is said of the whole call, and only when it is certain. */
import { conflict, notFound, transient } from '../../../lambda/tool-error';
import { answered } from '../../../lambda/upstream/answered';
import { Deferred, ManualClock } from '../../support/manual-clock';
import { aCall, fetchFailed, refused, reset } from './call-world';

const TRANSIENT = { code: 'UPSTREAM_UNAVAILABLE', outcome: 'not_executed' };
const UNCERTAIN = /may have taken effect/;
const clock = new ManualClock();
const coded = (code: string, syscall?: string): Error => Object.assign(new Error(code), { code, syscall });
const timeout = (): Error => new DOMException('took long', 'TimeoutError');

const fails = (error: unknown) => async (): Promise<never> => {
  throw error;
};

/** Where sockets end before a request can have left. */
const NEVER_CONNECTED: [string, Error][] = [
  ['a refused connection', refused()],
  ['a refused connection, by fetch', fetchFailed(refused())],
  ['an unknown name', coded('ENOTFOUND', 'getaddrinfo')],
  ['a resolver that is down', coded('EAI_AGAIN', 'getaddrinfo')],
  ['a connection that took too long', coded('ETIMEDOUT', 'connect')],
  ['a connection that took too long, by fetch', fetchFailed(coded('UND_ERR_CONNECT_TIMEOUT'))],
  ['two addresses', Object.assign(new AggregateError([refused(), refused()]), { code: 'ECONNREFUSED' })],
];

/** Where a request may have left. */
const MAYBE_SENT: [string, Error][] = [
  ['a reset', reset()],
  ['a reset, by fetch', fetchFailed(reset())],
  ['a host that went away', coded('EHOSTUNREACH', 'read')],
  ['a broken pipe', coded('EPIPE', 'write')],
  ['an answer that took too long', coded('UND_ERR_HEADERS_TIMEOUT')],
  ['a time-out of the author', timeout()],
  ['a reset after a refusal', Object.assign(reset(), { cause: refused() })],
  [
    'two addresses, one of them reached',
    Object.assign(new AggregateError([refused(), reset()]), { code: 'ECONNREFUSED' }),
  ],
];

test.each([...NEVER_CONNECTED, ...MAYBE_SENT])('%s: a read is transient', async (_what, error) => {
  const asked = aCall(clock).upstream('billing', () => Promise.reject(error), { retries: 0 });
  await expect(asked).rejects.toMatchObject({ ...TRANSIENT, cause: { cause: error } });
});

test.each(NEVER_CONNECTED)('%s: a write changed nothing', async (_what, error) => {
  const asked = aCall(clock, 'write').upstream('billing', () => Promise.reject(error));
  await expect(asked).rejects.toMatchObject(TRANSIENT);
});

test.each(MAYBE_SENT)('%s: a write stays unclassified', async (_what, error) => {
  const asked = aCall(clock, 'write').upstream('billing', () => Promise.reject(error));
  await expect(asked).rejects.toBe(error);
});

test.each([new Error('x'), 'a text', undefined, { code: 7 }, { cause: { code: null } }])(
  'what cannot be classified stays what it was: %p',
  async (thrown) => {
    for (const effect of ['read', 'write'] as const) {
      const asked = aCall(clock, effect).upstream('billing', () => {
        throw thrown;
      });
      await expect(asked.catch((error: unknown) => ({ error }))).resolves.toEqual({ error: thrown });
    }
  },
);

test('an error that is its own cause ends', async () => {
  const error = new Error('x');
  error.cause = error;
  await expect(aCall(clock).upstream('billing', () => Promise.reject(error))).rejects.toBe(error);
});

test('what an author says of a request is believed', async () => {
  for (const error of [notFound('gone'), conflict('closed'), transient('down')]) {
    const { upstream } = aCall(clock, 'write');
    await expect(upstream('billing', () => Promise.reject(error))).rejects.toBe(error);
    // It left no trace: what comes next may say so too.
    await expect(upstream('billing', () => Promise.reject(refused()))).rejects.toMatchObject(TRANSIENT);
  }
});

describe('after a write of the same call', () => {
  async function afterAWrite() {
    const world = aCall(clock, 'write');
    await world.upstream('ledger', () => 'booked');
    return world;
  }

  test.each([
    ['a write that never connected', {}, refused()],
    ['a read that failed', { effect: 'read' as const, retries: 0 }, reset()],
  ])('%s stays unclassified', async (_what, options, error) => {
    const { upstream } = await afterAWrite();
    await expect(upstream('billing', () => Promise.reject(error), options)).rejects.toBe(error);
  });

  test.each([notFound('gone'), conflict('closed'), transient('down')])(
    'no request may say that nothing was changed: $code',
    async (error) => {
      const { upstream } = await afterAWrite();
      const asked = upstream('billing', fails(error), { effect: 'read', retries: 0 });
      await expect(asked).rejects.toThrow(UNCERTAIN);
      await expect(asked).rejects.not.toHaveProperty('outcome');
    },
  );

  test('neither may an open breaker', async () => {
    const { upstream } = await afterAWrite();
    for (let count = 0; count < 5; count++)
      await upstream('billing', () => Promise.reject(refused())).catch(() => undefined);
    await expect(upstream('billing', () => 'sent')).rejects.toThrow(UNCERTAIN);
  });

  test('the next call starts clean', async () => {
    const { another } = await afterAWrite();
    const asked = another('write')('billing', () => Promise.reject(refused()));
    await expect(asked).rejects.toMatchObject(TRANSIENT);
  });
});

test('a write that is still under way counts', async () => {
  const { upstream } = aCall(clock, 'write');
  const booked = new Deferred<string>();
  const first = upstream('ledger', () => booked.promise);
  const error = refused();
  await expect(upstream('billing', () => Promise.reject(error))).rejects.toBe(error);
  booked.resolve('booked');
  await first;
});

test('an attempt that may have arrived is not denied by the next one', async () => {
  const { upstream } = aCall(clock, 'write');
  const failures = [reset(), refused()];
  const asked = upstream('billing', () => Promise.reject(failures.shift()), {
    idempotencyKey: 'k',
    retries: 1,
  });
  asked.catch(() => undefined);
  await clock.advance(2_000);
  await expect(asked).rejects.toMatchObject({ code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' });
});

describe('answered', () => {
  const response = (status: number, headers: Record<string, string> = {}): Response =>
    new Response('body', { status, headers });

  test.each([200, 201, 301, 400, 401, 403, 404, 409, 422, 501])('%d is an answer', (status) => {
    const reply = response(status);
    expect(answered(reply)).toBe(reply);
  });

  test.each([408, 425, 429, 500, 502, 503, 504])('%d is none', (status) => {
    expect(() => answered(response(status))).toThrow(`status ${status}`);
  });

  const date = 'Fri, 20 Nov 2026 12:00:00 GMT';
  test.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'retry-after': '7' }, 7],
    ['a date, against the date of the answer', { 'retry-after': 'Fri, 20 Nov 2026 12:01:30 GMT', date }, 90],
    ['a date in the past', { 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT', date }, undefined],
    ['a date without another', { 'retry-after': date }, undefined],
    ['nonsense', { 'retry-after': 'soon', date }, undefined],
    ['a negative number', { 'retry-after': '-1', date }, undefined],
    ['years', { 'retry-after': '99999999999' }, 86_400],
    ['nothing', {}, undefined],
  ])('Retry-After as %s', (_what, headers, seconds) => {
    let thrown: unknown;
    try {
      answered(response(503, headers));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: 'UpstreamStatus', status: 503 });
    expect(thrown).toHaveProperty('retryAfterSeconds', seconds);
  });

  test('the time that it names reaches the caller', async () => {
    const asked = aCall(clock, 'read', 1_000).upstream('billing', () =>
      answered(response(429, { 'retry-after': '9' })),
    );
    await expect(asked).rejects.toMatchObject({ ...TRANSIENT, retryAfterSeconds: 9 });
  });
});
