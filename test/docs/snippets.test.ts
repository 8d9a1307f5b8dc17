/** The TypeScript of the pages that are not made of prose alone: what somebody copies must compile. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const PAGES = [
  'docs/auth.md',
  'docs/bring-your-own.md',
  'docs/rollouts.md',
  'docs/data.md',
  'docs/login.md',
  ...['docs/hosts', 'docs/operations'].flatMap((folder) =>
    readdirSync(folder).map((name) => join(folder, name)),
  ),
];
const FENCE = /^```ts\n([\s\S]*?)^```$/gm;

/** Below the repository, so that packages are found as its own code finds them. */
mkdirSync('cdk.out', { recursive: true });
const folder = mkdtempSync(join('cdk.out', 'snippets-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Each fence is a module: what it does not import or declare does not exist. */
function writeSnippets(): readonly string[] {
  return PAGES.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(FENCE)].map(([, code = ''], index) => {
      const name = `${basename(page, '.md')}-${index + 1}.ts`;
      writeFileSync(join(folder, name), code.includes('export ') ? code : `${code}export {};\n`);
      return name;
    }),
  );
}

test('every snippet compiles in one strict program, against the package itself', () => {
  const files = writeSnippets();
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { types: ['node'] },
      include: [],
      files,
    }),
  );
  const tsc = require.resolve('typescript/package.json').replace(/package\.json$/, 'bin/tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
  expect(files).toEqual([
    'auth-1.ts',
    'auth-2.ts',
    'auth-3.ts',
    'auth-4.ts',
    'auth-5.ts',
    'auth-6.ts',
    'bring-your-own-1.ts',
    'bring-your-own-2.ts',
    'bring-your-own-3.ts',
    'bring-your-own-4.ts',
    'bring-your-own-5.ts',
    'rollouts-1.ts',
    'program-1.ts',
    'approvals-1.ts',
    'approvals-2.ts',
    'environments-1.ts',
    'pipeline-1.ts',
    'regions-1.ts',
    'restoring-a-table-1.ts',
    'restoring-a-table-2.ts',
  ]);
});
