import { nextKid, parseKeyRing, retired, rotated } from '../../../local/operations/keys/key-ring';
import { REGISTRATION_USES, safeFrom, sayUses, sealingUses } from '../../../local/operations/keys/key-use';
import { refusal } from '../../support/refusal';

const KEY = 'k'.repeat(32);
const NOW = Date.parse('2026-11-30T12:00:00Z');
const DAY = 86_400_000;
const ring = (more: object = {}) => parseKeyRing(JSON.stringify({ kid: '1', key: KEY, ...more }));

it('reads what CloudFormation makes, and keeps every epoch that it rotates away from', () => {
  const second = rotated(ring(), 'n'.repeat(64), NOW);
  expect(second).toEqual({
    kid: '2',
    key: 'n'.repeat(64),
    previous: [{ kid: '1', key: KEY, supersededAt: '2026-11-30T12:00:00.000Z' }],
  });
  const third = rotated(second, 'm'.repeat(64), NOW + DAY);
  expect(third.previous.map(({ kid }) => kid)).toEqual(['2', '1']);
  expect(parseKeyRing(JSON.stringify(third))).toEqual(third);
  expect(retired(third, '2').previous.map(({ kid }) => kid)).toEqual(['1']);
});

it('never uses a name twice: it counts from the highest', () => {
  expect(nextKid(ring({ kid: '4', previous: [{ kid: '7', key: KEY }] }))).toBe('8');
  expect(refusal(() => nextKid(ring({ kid: 'blue' })))).toBe(
    "The key's name 'blue' is no whole number, and this command counts. Rotate by hand.",
  );
});

it.each([
  ['x'.repeat(40), 'its text is no JSON'],
  [JSON.stringify({ kid: '1', key: 'hunter2-short' }), 'at least 32 characters'],
  [JSON.stringify({ key: 'hunter2'.repeat(9) }), 'needs a text "kid"'],
  [JSON.stringify({ kid: '1', key: KEY, previous: {} }), '`previous` is no list'],
  [JSON.stringify({ kid: '1', key: KEY, previous: [{ kid: '0' }] }), 'also in "previous"'],
  [
    JSON.stringify({ kid: '1', key: KEY, previous: [{ kid: '1', key: KEY }] }),
    'two keys with one name: 1, 1',
  ],
  ['null', 'needs a text "kid"'],
])('refuses %s without showing it', (text, message) => {
  const said = refusal(() => parseKeyRing(text));
  expect(said).toContain(message);
  expect(said).not.toMatch(/hunter2|kkkk|xxxx/);
});

it('knows when the last of what an epoch sealed has ended: 5 minutes for servers to notice, and its life time', () => {
  const epoch = { kid: '1', key: KEY, supersededAt: '2026-11-30T12:00:00.000Z' };
  expect(safeFrom(epoch, sealingUses(30))).toBe(NOW + 30 * DAY + 300_000);
  expect(safeFrom(epoch, sealingUses(1))).toBe(NOW + DAY + 300_000);
  expect(safeFrom(epoch, REGISTRATION_USES)).toBeUndefined();
  expect(safeFrom({ kid: '1', key: KEY }, sealingUses(30))).toBeUndefined();
  expect(sayUses(epoch, sealingUses(30), NOW + 16 * 60_000)).toEqual([
    'epoch 1: accepted; superseded 2026-11-30T12:00:00.000Z',
    '  codes made with it ended by 2026-11-30T12:10:00.000Z: safe',
    '  logins in a browser made with it ended by 2026-11-30T12:15:00.000Z: safe',
    '  access tokens made with it last until 2026-11-30T12:20:00.000Z; without it the host refreshes, and goes on',
    '  refresh tokens made with it last until 2026-12-30T12:05:00.000Z; without it the person logs in again, in each host',
  ]);
});

it('ignores a time that is none', () => {
  expect(ring({ kid: '2', previous: [{ kid: '1', key: KEY, supersededAt: 'yesterday' }] }).previous).toEqual([
    { kid: '1', key: KEY },
  ]);
});
