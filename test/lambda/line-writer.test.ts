import { createWriteLine } from '../../lambda/log';
import { fitLine } from '../../lambda/line-size';
import { logArguments } from '../../lambda/sanitize/log-arguments';
import { ManualClock } from '../support/manual-clock';

it('writes one line of JSON with its dimensions, past the console', () => {
  const written: string[] = [];
  const write = createWriteLine({ service: 'desk', release: 'a1b2' }, new ManualClock(), (text) =>
    written.push(text),
  );
  write('request', { tool: 'add', text: 'two\nlines' });
  expect(written).toEqual([expect.stringMatching(/^\{[^\n]*\}\n$/)]);
  expect(JSON.parse(written[0] ?? '')).toEqual({
    level: 'INFO',
    message: 'request',
    timestamp: '2026-11-20T12:00:00.000Z',
    service: 'desk',
    release: 'a1b2',
    tool: 'add',
    text: 'two\nlines',
  });
});

describe('a line that is too long', () => {
  const long = 'x'.repeat(8_000);

  it('loses its arguments first', () => {
    expect(fitLine({ requestId: 'r', arguments: { long }, cause: long })).toEqual({
      requestId: 'r',
      cause: long,
      shortened: true,
    });
  });

  it('then the ends of its texts', () => {
    const fitted = fitLine({ requestId: 'r', arguments: {}, cause: long, reason: long, durationMs: 7 });
    expect(fitted).toEqual({
      requestId: 'r',
      cause: 'x'.repeat(200),
      reason: 'x'.repeat(200),
      durationMs: 7,
      shortened: true,
    });
  });

  it('else is as it was', () => {
    const fields = { requestId: 'r', arguments: { a: 1 } };
    expect(fitLine(fields)).toBe(fields);
  });
});

describe('arguments in a line', () => {
  const schema = {
    properties: { card: { sensitive: true }, deep: { properties: { pin: { sensitive: true } } } },
  };

  it('are without secrets and without what the schema marks', () => {
    expect(
      logArguments(
        { card: '4242', deep: { pin: '1', to: 'x' }, note: 'Bearer abcdefghijklmnop1234' },
        schema,
      ),
    ).toEqual({
      card: '[redacted]',
      deep: { pin: '[redacted]', to: 'x' },
      note: 'Bearer [redacted]',
    });
  });

  it('are bounded before they are looked at', () => {
    const nested = JSON.parse(`${'['.repeat(2_000)}${']'.repeat(2_000)}`);
    expect(JSON.stringify(logArguments({ nested }, {})).length).toBeLessThan(100);
    expect(logArguments({ list: Array.from({ length: 500 }, (_, i) => i) }, {})).toEqual({
      list: Array.from({ length: 20 }, (_, i) => i),
    });
    const wide = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`k${i}`, 'y'.repeat(2_000)]));
    const text = logArguments(wide, {});
    expect(typeof text).toBe('string');
    expect(String(text).length).toBe(4_001);
  });

  it('of no form are still shown', () => {
    expect([undefined, null, 'text', 7].map((args) => logArguments(args, {}))).toEqual([{}, {}, 'text', 7]);
  });
});
