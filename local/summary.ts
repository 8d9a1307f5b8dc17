import { ROUTES, asksForApproval, scopesOf } from '../lambda/contract';
import type { Deployment } from './deployment';
import type { Engine } from './dynamodb/engine';
import type { Paint } from './print';
import { APPROVER, PASSWORD } from './stand-ins/cognito/desk-users';
import { ENV_FILE } from './stand-ins/env-file';

const INSPECTOR = '@modelcontextprotocol/inspector@1.0.3';
const WIDTH = 96;
const LABEL_WIDTH = 22;

export interface DeskFacts {
  /** Of the MCP endpoint on this machine. */
  readonly url: string;
  readonly deployment: Deployment;
  readonly engine: Pick<Engine, 'name' | 'lacks'>;
  /** Names and values of `.env.local`; only names are shown. */
  readonly envFile: Readonly<Record<string, string | undefined>>;
  /** Whether changes of the tools module are picked up. */
  readonly watching: boolean;
}

/** What a developer needs to know of a desk that runs, one text a line, for 100 columns. */
export function describeDesk(facts: DeskFacts, paint: Paint): string[] {
  const { url, watching } = facts;
  const { manifest, leftOut, accountOnly } = facts.deployment;
  const row = (label: string, text: string): string[] =>
    wrap(text, WIDTH - LABEL_WIDTH).map(
      (line, index) => paint('dim', `  ${index === 0 ? label : ''}`.padEnd(LABEL_WIDTH)) + line,
    );
  return [
    '',
    `${paint('bold', `${manifest.name} ${manifest.version}`)}  ${paint('cyan', url)}`,
    '',
    `  claude mcp add --transport http ${manifest.name} ${url}`,
    `  npx ${INSPECTOR} --cli ${url} \\`,
    `      --transport http --method tools/list`,
    '',
    ...standIns(facts).flatMap(([label, text]) => row(label, text)),
    ...row('in the account only', accountOnly.length === 0 ? 'nothing' : accountOnly.join(', ')),
    ...row('not interpreted', leftOut.length === 0 ? 'nothing' : leftOut.join('; ')),
    '',
    paint(
      'dim',
      watching
        ? '  The tools module is watched; start again after a change of the stack.'
        : '  Nothing is watched: the code is not from a tools module.',
    ),
    paint('dim', '  Ctrl-C ends it, and with it what is in the tables.'),
    '',
  ];
}

function standIns({ url, deployment, engine, envFile }: DeskFacts): [string, string][] {
  const { settings, tables, secretValues } = deployment;
  const lacks = engine.lacks.length > 0 ? `. It lacks: ${engine.lacks.join('; ')}` : '';
  const rows: [string, string][] = [
    ['API Gateway', 'this process, on 127.0.0.1 only'],
    ['DynamoDB', `${engine.name} in memory: ${tables.join(', ') || 'no table'}${lacks}`],
    ...issuerRows(deployment),
    ...(asksForApproval(deployment.manifest) ? [approvalsRow(url, deployment)] : []),
  ];
  const secrets = Object.entries(settings.secrets).map(([name, arn]) =>
    envFile[name] === undefined && secretValues.get(arn)?.generated !== false ? `${name} is missing` : name,
  );
  if (secrets.length > 0) rows.push(['Secrets Manager', `${ENV_FILE}: ${secrets.join(', ')}`]);
  return rows;
}

/** Where a call that waits is decided, and by whom: not by who asked. */
function approvalsRow(url: string, { login }: Deployment): [string, string] {
  const { href } = new URL(ROUTES.approvals, url);
  const apart = login === undefined ? '' : ', in a private window';
  return ['approvals', `approve calls at ${href} as ${APPROVER}, password ${PASSWORD}${apart}`];
}

/** Who lets callers in. */
function issuerRows({ settings, manifest, login }: Deployment): [string, string][] {
  const { auth } = settings;
  if (auth.kind === 'unauthenticated') return [['issuer', 'none: everybody is let in']];
  if (login !== undefined) {
    const { loginUrl, pool } = login;
    const users = pool.users.map(
      ({ username, groups }) => `${username} (${groups.length > 0 ? groups.join(', ') : 'no group'})`,
    );
    return [
      ['Cognito', `a stand-in at ${loginUrl}, for ${pool.issuer}`],
      ['users', `${users.join(', ')}; the password is ${PASSWORD}`],
    ];
  }
  const scopes = scopesOf(manifest).join(' ') || 'none';
  const theirs =
    auth.kind === 'jwt' ? "the developer's" : 'one of the machine desk; with --auth people log in';
  return [
    [
      'issuer',
      `a key made now, for ${auth.issuer}; a request without a token gets ${theirs} (scopes: ${scopes})`,
    ],
  ];
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
