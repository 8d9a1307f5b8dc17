import { SETTING_NAMES } from '../lambda/contract';

/** Prefixes that belong to the server, to Lambda, and to libraries that change how the server logs. */
const RESERVED = /^(MCP_|AWS_|_|LAMBDA_|POWERTOOLS_|NODE_OPTIONS$|PORT$|HOST$)/;
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/** @throws when a variable of the user's would break the server or could not be set. */
export function assertEnvironment(environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(environment)) {
    if (RESERVED.test(name) || SETTING_NAMES.includes(name)) {
      throw new Error(
        `environment: '${name}' belongs to the server or to Lambda; give yours another name, for example 'APP_${name}'.`,
      );
    }
    if (!NAME.test(name)) {
      throw new Error(
        `environment: '${name}' is not a variable name; allowed are a letter, then letters, digits and underscores.`,
      );
    }
  }
}
