/** What the example costs in a month in which nobody calls it, counted from its template. */
import { PRICES } from '../support/prices';
import { ALLOWANCES, idleMonth, total, unpriced } from '../topologies/bill';
import { supportDesk } from './observability/support-desk';

const MOST_DOLLARS = 10;

const { template, stack } = supportDesk();

test(`nobody calls, and the month costs $${MOST_DOLLARS} at most`, () => {
  const bill = idleMonth(template, stack.service.manifest);
  const lines = Object.entries(bill).map(([what, dollars]) => `  ${what}: $${dollars.toFixed(2)}`);
  const shared = total(bill) - (bill[ALLOWANCES] ?? 0);
  process.stdout.write(
    `An idle month of the example: $${total(bill).toFixed(2)}, and $${shared.toFixed(2)} where the free allowances are used up\n${lines.join('\n')}\n`,
  );
  expect(total(bill)).toBeLessThanOrEqual(MOST_DOLLARS);
  // What is counted is there: a bill of nothing would be under any limit.
  expect(Object.keys(bill)).toEqual([
    'metrics in alarms',
    'composite alarms',
    'metrics of an idle service',
    'free allowances of CloudWatch',
    'the probe',
    'secrets',
    'its log',
  ]);
});

test('nothing else in the template costs anything while nobody calls', () => {
  expect(unpriced(template)).toEqual([]);
});

test('every price has a page, and a date or the word that it has none', () => {
  for (const { date, page } of Object.values(PRICES)) {
    expect(date).toMatch(/^2026-\d\d|^not verified$/);
    expect(page).toMatch(/^https:/);
  }
});
