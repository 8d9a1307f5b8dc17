import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Counts what a client sends from here on, by the command's name; failed ones too. */
export function countCommands(client: DynamoDBClient): Record<string, number> {
  const counted: Record<string, number> = {};
  client.middlewareStack.add(
    (next, context) => (args) => {
      const { commandName = 'unknown' } = context;
      counted[commandName] = (counted[commandName] ?? 0) + 1;
      return next(args);
    },
    { step: 'initialize' },
  );
  return counted;
}
