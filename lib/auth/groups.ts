import { Token } from 'aws-cdk-lib';
import { EVERYONE } from '../../lambda/contract';

/** Cognito's, without what could not be told apart in a list. */
const GROUP_NAME = /^[^\s,]{1,128}$/u;

/** @throws when no group of a pool could have the name. */
export function assertGroupNames(names: readonly string[], approvers: string): void {
  for (const name of [...names, approvers]) {
    if (Token.isUnresolved(name) || GROUP_NAME.test(name)) continue;
    throw new Error(
      `McpAuth.cognito: '${name}' is not the name of a group; allowed are 1 to 128 characters without spaces and commas.`,
    );
  }
  if (approvers === EVERYONE) {
    throw new Error(
      `McpAuth.cognito: approvers is '${EVERYONE}', which is not a group but every user: anybody could approve their own calls. Name a group of its own.`,
    );
  }
}
