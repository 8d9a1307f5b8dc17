import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findBrowser } from '../../../local/dashboard/screenshot';

const folder = mkdtempSync(join(tmpdir(), 'browser-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a browser is what can be run under a known name', () => {
  const path = ['/nowhere', '', folder].join(delimiter);
  expect(findBrowser(path)).toBeUndefined();
  writeFileSync(join(folder, 'google-chrome'), '', { mode: 0o644 });
  expect(findBrowser(path)).toBeUndefined();
  writeFileSync(join(folder, 'chromium'), '', { mode: 0o755 });
  expect(findBrowser(path)).toBe(join(folder, 'chromium'));
});
