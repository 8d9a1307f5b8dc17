/** Links within the pages lead somewhere, and the pages on logins name what the code and its tests have. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KNOWN_HOSTS } from '../../lambda/oauth/known-hosts';

const PAGES = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
const HOSTS = readdirSync('docs/hosts').map((name) => join('docs/hosts', name));

/** As GitHub makes them of headings. */
function anchorsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

function read(page: string): string {
  return readFileSync(page, 'utf8');
}

test.each(PAGES)('every link of %s leads to a file, and to a heading in it', (page) => {
  const prose = read(page).replace(/^```[\s\S]*?^```$/gm, '');
  const dead = [...prose.matchAll(/\]\((?!https?:|mailto:|vscode:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
    .filter(([, path = '', anchor]) => {
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
    })
    .map(([link]) => link);
  expect(dead).toEqual([]);
});

test('each host has a row, and each page says what was not verified and how the host is cut off', () => {
  const index = read('docs/hosts/README.md');
  for (const page of HOSTS.filter((name) => basename(name) !== 'README.md')) {
    expect(index).toContain(`(${basename(page)})`);
    expect(read(page)).toMatch(/\*\*Not verified/);
    expect(read(page)).toContain('switch off agent');
  }
});

test('ids that the pages name are let in', () => {
  const named = HOSTS.flatMap(
    (page) => read(page).match(/https:\/\/[^\s`',]+(?:client|metadata)[\w.-]*/g) ?? [],
  );
  const unknown = named
    .map((id) => id.replace('<id>', 'a1'))
    .filter(
      (id) =>
        !KNOWN_HOSTS.some(({ clientIds }) =>
          clientIds.some((entry) => (typeof entry === 'string' ? entry === id : entry.test(id))),
        ),
    );
  expect(named.length).toBeGreaterThan(10);
  expect(unknown).toEqual([]);
});

test('the table of attacks is what the tests try, in the file that it names', () => {
  const rows = [...read('docs/login.md').matchAll(/^\| (T\d\d) .*\| `([a-z-]+)` +\|$/gm)];
  const folder = 'test/lambda/oauth/attacks';
  const tried = readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) => [
      ...new Set(
        // Not those of the head line, which says from where to where.
        [...read(join(folder, name)).matchAll(/'(T\d\d) /g)].map(
          ([, id]) => `${id} ${basename(name, '.test.ts')}`,
        ),
      ),
    ]);
  expect(rows.map(([, id, file]) => `${id} ${file}`)).toEqual(tried.toSorted());
});
