import { ASSUMPTIONS } from '../../../local/cloudwatch/assumptions';

test('every assumption has an id of its own and says what it changes', () => {
  const ids = ASSUMPTIONS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, assumed, matters } of ASSUMPTIONS) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect([assumed.at(-1), matters.at(-1)]).toEqual(['.', '.']);
  }
});

/** What simulation rules leave open and a back-test of alarms must print. */
test.each([
  'evaluation-range',
  'lone-recent-breach',
  'math-fill-edges',
  'ingestion-delay',
  'composite-latency',
  'percentile-method',
  'late-evaluation-offset',
])('%s is stated', (id) => {
  expect(ASSUMPTIONS.map((assumption) => assumption.id)).toContain(id);
});
