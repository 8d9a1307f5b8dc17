import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { PAGE_WIDTH } from './draw/size';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];
const MOST_MS = 60_000;

/** @param path - Folders, as `PATH` has them. @returns `undefined` when no browser is in them. */
export function findBrowser(path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => BROWSERS.map((name) => join(folder, name)))
    .find(isExecutable);
}

/** Takes a picture of a page that is a file here. */
export async function takePicture(
  browser: string,
  page: string,
  picture: string,
  height: number,
): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'dashboard-'));
  try {
    await promisify(execFile)(
      browser,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--hide-scrollbars',
        `--user-data-dir=${profile}`,
        `--window-size=${PAGE_WIDTH},${height}`,
        `--screenshot=${picture}`,
        pathToFileURL(page).href,
      ],
      { timeout: MOST_MS },
    );
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
