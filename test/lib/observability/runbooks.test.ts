/** Whoever is woken up finds a page, and on it the query that is saved in the account. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asText } from '../../../local/assembly/intrinsics';
import { resourcesOf } from '../stacks';
import { alarmsOf } from './alarm-desk';
import { supportDesk } from './support-desk';

const FOLDER = join(__dirname, '../../../docs/runbooks');
const HEADINGS = ['## Look', '## Check first', '## Do', '## Silence'];

const { template } = supportDesk();
const pages = readdirSync(FOLDER).map((file) => file.replace(/\.md$/, ''));
const linked = alarmsOf(template).map(({ name, properties }) => {
  const [, page] =
    / Runbook: node_modules\/cdk-mcp-service\/docs\/runbooks\/([a-z-]+)\.md$/.exec(
      asText(properties.AlarmDescription),
    ) ?? [];
  return { name, page };
});
const queries = Object.values(resourcesOf(template)).filter(
  ({ Type }) => Type === 'AWS::Logs::QueryDefinition',
);
const saved = new Map(queries.map(({ Properties }) => [String(Properties.Name), Properties]));

test('each alarm links to a page that is there', () => {
  expect(linked.filter(({ page }) => page === undefined || !pages.includes(page))).toEqual([]);
});

test('each page is linked by an alarm', () => {
  const used = new Set(linked.map(({ page }) => page));
  expect(pages.filter((page) => !used.has(page))).toEqual([]);
});

test('each page has its query saved, in the folder of the service; besides them only the audit is', () => {
  const names = [...pages, 'audit'].map((name) => `support-desk/${name}`);
  expect([...saved.keys()].toSorted()).toEqual(names.toSorted());
});

test('the audit finds changes of the service, and who was refused', () => {
  const { QueryString: query } = saved.get('support-desk/audit') ?? {};
  expect(query).toMatch(
    /^filter ispresent\(audit\) or status in \[401, 403\] or policy in \["scopes", "switch"\]\n\| fields /,
  );
  expect(readFileSync(join(FOLDER, '../observability.md'), 'utf8')).toContain(
    `\`\`\`\n${String(query)}\n\`\`\``,
  );
});

test.each(pages)('%s says what it means, what to look at, what to do and how to silence it', (page) => {
  const text = readFileSync(join(FOLDER, `${page}.md`), 'utf8');
  expect(text.match(/^## .*$/gm)).toEqual(HEADINGS);
  const [, query] = /```\n([\s\S]*?)\n```/.exec(text) ?? [];
  expect(saved.get(`support-desk/${page}`)).toEqual({
    Name: `support-desk/${page}`,
    QueryString: query,
    LogGroupNames: [{ Ref: 'McpLog34EEE9DD' }],
  });
  expect(text).toContain(`\`<service>/${page}\``);
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link ?? '');
  expect(
    links.filter((link) => !/^\.\.\/switches\.md$/.test(link) && !pages.includes(link.replace(/\.md$/, ''))),
  ).toEqual([]);
});
