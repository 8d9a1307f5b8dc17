import { readFileSync } from 'node:fs';
import { ERROR_CODES } from '../../lambda/contract';

it('describes every code with the traits it has, in the order of the contract', () => {
  const page = readFileSync('docs/errors.md', 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| ([a-z ]+?) +\| ([a-z]+) +\|/gm)].map(
    ([, code, retryable, fault]) => [code, retryable, fault],
  );
  const expected = Object.entries(ERROR_CODES).map(([code, { retryable, fault }]) => [
    code,
    code === 'TIMED_OUT' ? 'reads only' : retryable ? 'yes' : 'no',
    fault ? 'yes' : 'no',
  ]);
  expect(rows).toEqual(expected);
});
