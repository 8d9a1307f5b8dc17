import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'data-page-'));
afterAll(() => rmSync(folder, { recursive: true }));

// Prettier is a module that jest does not load: the page is written by the command that everybody uses.
test('docs/data.md says what is stored now; else look at the difference, and npm run docs:data', () => {
  const page = join(folder, 'data.md');
  execFileSync(process.execPath, ['--import', 'tsx', 'test/data-page/write.ts', page], {
    env: { ...process.env, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  expect(readFileSync(page, 'utf8')).toBe(readFileSync('docs/data.md', 'utf8'));
});
