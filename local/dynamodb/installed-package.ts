import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { systemCode } from '../desk-error';

export interface InstalledPackage {
  readonly directory: string;
  readonly version: string;
}

/** Where an optional package is; `undefined` when it is not installed. */
export function findInstalled(name: string): InstalledPackage | undefined {
  try {
    const file = createRequire(__filename).resolve(`${name}/package.json`);
    const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'));
    return { directory: dirname(file), version };
  } catch (error) {
    if (systemCode(error) === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
