import { sampleTickets } from '../../../examples/support-desk/sample-tickets';
import { toItem } from '../../../examples/support-desk/tickets/table';
import { searchReply, searchTickets } from '../../../examples/support-desk/tools/search-tickets';
import { call } from './call';

const search = async (args: object) => searchReply.parse(await call(searchTickets, args));

async function walk(args: object): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined, pages = 0; pages === 0 || cursor; pages += 1) {
    const page = await search({ ...args, cursor });
    ids.push(...page.tickets.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return ids;
}

export function searchBehavior(): void {
  test.each([{ limit: 7 }, { limit: 50 }])(
    'pages of $limit walk through all, none twice',
    async ({ limit }) => {
      const ids = await walk({ query: '', limit });
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(ids)).toEqual(new Set(sampleTickets().map(({ id }) => id)));
    },
  );

  test('pages of one status hold that status, newest first', async () => {
    const pending = sampleTickets().filter(({ status }) => status === 'pending');
    expect(await walk({ query: '', status: 'pending', limit: 4 })).toEqual(
      pending.map(({ id }) => id).toReversed(),
    );
  });

  test('every word must occur, in any case and order', async () => {
    const expected = sampleTickets().filter((ticket) => {
      const { searchText } = toItem(ticket);
      return searchText.includes('order') && searchText.includes('tent');
    });
    const ids = await walk({ query: '  TENT order ', limit: 3 });
    expect(ids.length).toBeGreaterThan(3);
    expect(ids.toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
  });

  test('a page that ends on the last match offers no cursor', async () => {
    const [first] = sampleTickets();
    const page = await search({ query: first?.id ?? '', limit: 1 });
    expect(page.tickets).toHaveLength(1);
    expect(page.nextCursor).toBeUndefined();
  });

  test('nothing found is a result that says so', async () => {
    expect(await search({ query: 'submarine', status: 'open' })).toEqual({
      tickets: [],
      note: "No open ticket matches 'submarine'; try fewer words or another status.",
    });
  });

  test.each(['nonsense', Buffer.from('{"of":1}').toString('base64url')])(
    'a cursor of no search is refused: %s',
    async (cursor) => {
      await expect(search({ query: '', cursor })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENTS',
        outcome: 'not_executed',
        message: 'cursor is not one that this tool returned; leave it out to start at the first page.',
      });
    },
  );

  test('a cursor of another search is refused', async () => {
    const { nextCursor } = await search({ query: '', status: 'open' });
    await expect(search({ query: '', status: 'closed', cursor: nextCursor })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENTS',
      message: expect.stringContaining('other arguments'),
    });
  });

  test('a limit above 50 is refused by the schema', async () => {
    expect(await searchTickets.accept({ query: '', limit: 51 })).toMatchObject({ accepted: false });
  });
}
