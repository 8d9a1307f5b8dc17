import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { lineFields } from './line-fields';
import { storedItems } from './stored';
import { stores } from './stores';
import { ITEMS, OTHER_FIELDS, PERSONAL_FIELDS, type Meaning } from './what-it-is';

export const PAGE = 'docs/data.md';
/** What no source says: how one subject is erased, and what cannot be. */
const ERASING = 'test/data-page/erasing.md';

/**
 * The page, from what the server really writes.
 *
 * @throws when something is written whose meaning nobody has stated, or stated that is not written.
 */
export async function dataPage(): Promise<string> {
  const text = [
    '# What is stored of callers',
    '',
    'Written by `npm run docs:data`: the stores from the template of the example, the items from tables that the server and the commands have filled, the fields from the sources of the server. A test writes it again and compares.',
    '',
    '## Where',
    '',
    '| store | kept | survives the stack | can be restored | encrypted under |',
    '| --- | --- | --- | --- | --- |',
    ...stores().map((store) =>
      row(store.name, store.retention, store.survives, store.recovery, store.encryption),
    ),
    '',
    'Everything travels over TLS. DynamoDB deletes what has expired late, up to days. A restored table and a backup hold what was erased since. With tracing, X-Ray keeps spans for 30 days: names of tools and of what they ask, no arguments. The topic of alarms holds the addresses of those who are told.',
    '',
    '## In the tables',
    '',
    'Hashes are SHA-256 without a secret: who knows a subject can compute its hash. They are pseudonyms, not anonymous.',
    '',
    ...(await items()),
    '## In the log',
    '',
    'One line a request. Fields that can say something of a person:',
    '',
    '| field | is | of a person |',
    '| --- | --- | --- |',
    ...fields(),
    '',
    `The others: ${OTHER_FIELDS.toSorted((a, b) => a.localeCompare(b))
      .map((name) => `\`${name}\``)
      .join(', ')}; and the values of metrics.`,
    '',
    'What a handler writes with `log` is its own: it goes to the same group.',
    '',
    'The audit log of approvals has the fields of its own lines here (`happened` and what stands beside it), one record each. Events of approvals have `tool`, `caller`, `tenant`, `agent`, `decidedBy` and `reason` of them, and no `arguments`.',
    '',
    readFileSync(ERASING, 'utf8'),
  ].join('\n');
  return format(text, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
}

async function items(): Promise<readonly string[]> {
  const stored = await storedItems();
  assertSame('kinds of items', [...stored.keys()], Object.keys(ITEMS));
  return Object.entries(ITEMS).flatMap(([kind, meanings]) => {
    assertSame(`attributes of ${kind}`, [...(stored.get(kind) ?? [])], Object.keys(meanings));
    const rows = Object.entries(meanings).map(([name, meaning]) => meaningRow(name, meaning));
    return [`| \`${kind}\` | is | of a person |`, '| --- | --- | --- |', ...rows, ''];
  });
}

function fields(): readonly string[] {
  assertSame('fields of the line', [...lineFields()], [...Object.keys(PERSONAL_FIELDS), ...OTHER_FIELDS]);
  return Object.entries(PERSONAL_FIELDS).map(([name, meaning]) => meaningRow(name, meaning));
}

function assertSame(what: string, written: readonly string[], stated: readonly string[]): void {
  const unstated = written.filter((name) => !stated.includes(name));
  const unwritten = stated.filter((name) => !written.includes(name));
  if (unstated.length + unwritten.length === 0) return;
  throw new Error(
    `${what}: say in test/data-page/what-it-is.ts what these are: ${unstated.join(', ') || 'none'}; and leave out, as nothing writes them: ${unwritten.join(', ') || 'none'}.`,
  );
}

function meaningRow(name: string, { what, personal }: Meaning): string {
  return row(`\`${name}\``, what, personal);
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
