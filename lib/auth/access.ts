import { EVERYONE, READ_SCOPE, scopesOf, type Manifest } from '../../lambda/contract';

type Scopes = readonly string[];

/** Group -> scopes without prefix that its members may hold. */
export type Access = Readonly<Record<string, Scopes>>;

export interface Rights {
  readonly access?: Access;
  readonly machines: Access;
}

const WRITERS = 'writers';
const WRITE_SCOPE = 'write';

/**
 * Who may hold which scope, with what was left out filled in.
 *
 * @throws when a scope is not one of the tools', or one of the tools' is nobody's.
 */
export function resolveAccess({ access, machines }: Rights, manifest: Manifest): Access {
  const known = scopesOf(manifest);
  known.forEach(assertScopeName);
  const resolved = { ...defaultAccess(access, known), ...access };
  for (const [group, scopes] of Object.entries(resolved)) assertKnown(`access.${group}`, scopes, known);
  for (const [name, scopes] of Object.entries(machines)) assertKnown(`machines.${name}`, scopes, known);
  const held = new Set([...Object.values(resolved), ...Object.values(machines)].flat());
  for (const scope of known) if (!held.has(scope)) throw new Error(nobodysScope(scope, resolved, manifest));
  return resolved;
}

function defaultAccess(given: Access | undefined, known: Scopes): Access {
  const defaults: readonly (readonly [string, string])[] = [
    [EVERYONE, READ_SCOPE],
    ...(given === undefined ? ([[WRITERS, WRITE_SCOPE]] as const) : []),
  ];
  return Object.fromEntries(
    defaults.filter(([, scope]) => known.includes(scope)).map(([group, scope]) => [group, [scope]]),
  );
}

/** Between the identifier of a resource server and its scope stands a slash. */
function assertScopeName(scope: string): void {
  if (!scope.includes('/')) return;
  throw new Error(
    `McpAuth.cognito: the scope '${scope}' of the tools has a slash, which Cognito keeps for itself. Name it otherwise, such as '${scope.replaceAll('/', ':')}'.`,
  );
}

function assertKnown(place: string, scopes: Scopes, known: Scopes): void {
  const unknown = scopes.find((scope) => !known.includes(scope));
  if (unknown === undefined) return;
  const allowed = known.length === 0 ? 'they need none' : `they need ${known.join(', ')}`;
  throw new Error(
    `McpAuth.cognito: ${place} has the scope '${unknown}', which no tool needs; ${allowed}. Give one of those, or leave it out.`,
  );
}

function nobodysScope(scope: string, access: Access, { tools }: Manifest): string {
  const needing = tools.filter(({ scopes }) => scopes.includes(scope)).map(({ name }) => name);
  const needers = needing.length === 0 ? 'prompts and resources' : needing.join(', ');
  const group = Object.keys(access).find((name) => name !== EVERYONE) ?? WRITERS;
  const scopes = [...(access[group] ?? []), scope].map((name) => `'${name}'`).join(', ');
  return (
    `McpAuth.cognito: nobody could call ${needers}: no group and no machine has the scope '${scope}'. ` +
    `Say which may hold it, such as access: { ${group}: [${scopes}] }, or leave these tools out.`
  );
}
