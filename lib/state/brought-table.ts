import { Arn, ArnFormat, Stack, Token, type ArnComponents } from 'aws-cdk-lib';
import { CfnGlobalTable, CfnTable, type ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../../lambda/contract';

/**
 * What synth can know of a table that was brought: its place always, its shape when this app makes it.
 *
 * @param option - What the table was given as, for the message.
 * @throws when the server could not work on it.
 */
export function assertBroughtTable(scope: Construct, option: string, table: ITable): void {
  const here = Stack.of(scope);
  for (const where of ['region', 'account'] as const) {
    const got = [table.env[where], placeIn(table.tableArn)?.[where]].find((place) =>
      isAnother(place, here[where]),
    );
    if (got === undefined) continue;
    throw new Error(
      `${option} is in ${where} ${got}; the server runs in ${here[where]} and asks for tables there. Give one of the same ${where}.`,
    );
  }
  const made = table.node.defaultChild;
  if (!(made instanceof CfnTable || made instanceof CfnGlobalTable)) return;
  const { keySchema, attributeDefinitions, timeToLiveSpecification } = made;
  const resolved: unknown = here.resolve([keySchema, attributeDefinitions, timeToLiveSpecification]);
  const shape = JSON.stringify(resolved, (_name, value: unknown) => lowerFirst(value));
  const [keys, attributes, expiry]: Shape = JSON.parse(shape);
  const types = new Map(attributes.map(({ attributeName, attributeType }) => [attributeName, attributeType]));
  const got = keys
    .map(({ attributeName }) => `'${attributeName}' (${types.get(attributeName)})`)
    .join(' and ');
  if (got !== `'${PARTITION_KEY}' (S) and '${SORT_KEY}' (S)`) {
    throw new Error(
      `${option} has the keys ${got}; give a table with the partition key '${PARTITION_KEY}' and the sort key '${SORT_KEY}', both of type S.`,
    );
  }
  if (expiry?.attributeName === TTL_ATTRIBUTE && expiry.enabled) return;
  throw new Error(
    `${option} ${expiry?.enabled ? `expires by '${expiry.attributeName}'` : 'never expires'}; set timeToLiveAttribute: '${TTL_ATTRIBUTE}', or its records pile up.`,
  );
}

/** A table that was imported by its ARN counts as one of the importing stack otherwise. */
function placeIn(arn: string): ArnComponents | undefined {
  return Token.isUnresolved(arn) ? undefined : Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME);
}

/** What is known only when deployed may be the same. */
function isAnother(place: string | undefined, here: string): boolean {
  return place !== undefined && ![place, here].some((name) => Token.isUnresolved(name)) && place !== here;
}

type Shape = [
  readonly { readonly attributeName: string }[],
  readonly { readonly attributeName: string; readonly attributeType: string }[],
  { readonly attributeName?: string; readonly enabled: boolean } | null,
];

/** A construct may hold its properties in either case. */
function lowerFirst(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, of]) => [name.charAt(0).toLowerCase() + name.slice(1), of]),
  );
}
