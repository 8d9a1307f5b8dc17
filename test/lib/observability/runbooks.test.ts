/** Whoever is woken up finds a page, and on it the query that is saved in the account. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { McpRuntime } from 'cdk-mcp-service';
import { asText } from '../../../local/assembly/intrinsics';
import type { JsonObject } from '../../../local/assembly/template';
import { resourcesOf, synthesize } from '../stacks';
import { alarmsOf } from './alarm-desk';
import { supportDesk } from './support-desk';

const FOLDER = join(__dirname, '../../../docs/runbooks');
const HEADINGS = ['## Look', '## Check first', '## Do', '## Silence'];

/** The example on Lambda, and what containers bring. */
const templates = [
  supportDesk().template,
  synthesize({ runtime: McpRuntime.fargate({ network: 'nat' }) }).template,
];
const pages = readdirSync(FOLDER).map((file) => file.replace(/\.md$/, ''));
function pageOf({ properties }: { readonly properties: JsonObject }): string | undefined {
  const [, page] =
    / Runbook: node_modules\/cdk-mcp-service\/docs\/runbooks\/([a-z-]+)\.md$/.exec(
      asText(properties.AlarmDescription),
    ) ?? [];
  return page;
}
const linked = templates.flatMap(alarmsOf).map((alarm) => ({ name: alarm.name, page: pageOf(alarm) }));
const saved = templates.map((template) => {
  const queries = Object.values(resourcesOf(template)).filter(
    ({ Type }) => Type === 'AWS::Logs::QueryDefinition',
  );
  return new Map(queries.map(({ Properties }) => [String(Properties.Name).split('/')[1], Properties]));
});

test('each alarm links to a page that is there', () => {
  expect(linked.filter(({ page }) => page === undefined || !pages.includes(page))).toEqual([]);
});

test('each page is linked by an alarm', () => {
  const used = new Set(linked.map(({ page }) => page));
  expect(pages.filter((page) => !used.has(page))).toEqual([]);
});

test('each page has its query saved, in the folder of the service; besides them only the audit is', () => {
  const names = saved.flatMap((queries) =>
    [...queries.values()].map(({ Name }) => String(Name).split('/')[0]),
  );
  expect(new Set(names)).toEqual(new Set(['support-desk', 'try-it']));
  templates.forEach((template, index) => {
    const queries = saved[index] ?? new Map<string, unknown>();
    const used = alarmsOf(template).map(pageOf);
    expect(new Set(queries.keys())).toEqual(new Set([...used, 'audit']));
  });
});

test('the audit finds changes of the service, and who was refused', () => {
  const { QueryString: query } = saved[0]?.get('audit') ?? {};
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
  const properties = saved.flatMap((queries) => queries.get(page) ?? []);
  expect(properties.length).toBeGreaterThan(0);
  for (const found of properties) {
    expect(found).toMatchObject({ QueryString: query, LogGroupNames: [{ Ref: 'McpLog34EEE9DD' }] });
  }
  expect(text).toContain(`\`<service>/${page}\``);
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link ?? '');
  expect(
    links.filter((link) => !/^\.\.\/switches\.md$/.test(link) && !pages.includes(link.replace(/\.md$/, ''))),
  ).toEqual([]);
});
