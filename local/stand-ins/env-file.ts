import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** Where a developer keeps values of secrets; it is in `.gitignore`. */
export const ENV_FILE = '.env.local';

/** The file's values; none when it does not exist. */
export function readEnvFile(directory: string): Readonly<Record<string, string | undefined>> {
  const file = join(directory, ENV_FILE);
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}
