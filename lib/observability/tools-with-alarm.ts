import type { Manifest } from '../../lambda/contract';

/** Each has two alarms, thirty cents a month, and one composite alarm has room for a hundred. */
const MOST_TOOLS = 50;

/** @throws when a tool is not known, or there are too many to choose for the user. */
export function toolsWithAlarm(
  chosen: readonly string[] | undefined,
  { tools }: Manifest,
): readonly string[] {
  const known = tools.map(({ name }) => name);
  const unknown = chosen?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`slo.tools names '${unknown}'; the tools are ${known.join(', ')}.`);
  }
  const names = [...new Set(chosen ?? known)];
  if (names.length <= MOST_TOOLS) return names;
  const got = chosen ? `slo.tools names ${names.length} tools` : `the module has ${names.length} tools`;
  throw new Error(
    `${got}; at most ${MOST_TOOLS} have an alarm of their own. Name those that matter most, slo: { tools: [${JSON.stringify(names[0])}, …] }.`,
  );
}
