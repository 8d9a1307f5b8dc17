import { oneLine } from '../../local/desk-error';
import type { Site } from './login';

/** What the throw-away stacks left to ask, and how. */
export interface Context {
  /** Plan Essentials, managed login; a resource server whose identifier is the site's `resource`. */
  readonly essentials: Site;
  /** The same pool, through an app client whose refresh tokens rotate at once. */
  readonly rotating: Site;
  /** Plan Lite, the classic hosted login. */
  readonly lite: Site;
  /** Addresses that answer 401 with `WWW-Authenticate`, by the kind of endpoint. */
  readonly endpoints: Readonly<Record<EndpointKind, string>>;
  /** Shows a login to whoever logs in. */
  readonly open: (url: string) => void;
  /** Makes an app client with this callback and removes it. @throws when Cognito refuses. */
  readonly tryCallback: (callback: string) => Promise<void>;
  /** The schema of a resource type of CloudFormation, as text. */
  readonly schemaOf: (type: string) => Promise<string>;
}

export const ENDPOINT_KINDS = ['HTTP API', 'REST API', 'load balancer'] as const;
export type EndpointKind = (typeof ENDPOINT_KINDS)[number];

/** One question that only AWS can answer. */
export interface Probe {
  readonly question: string;
  /** @throws when it could not be asked; what was refused is an answer. */
  readonly ask: (context: Context) => Promise<string>;
}

export interface Answered {
  readonly question: string;
  readonly answer: string;
}

/** One after the other: a probe that cannot ask does not keep the others. */
export async function askAll(probes: readonly Probe[], context: Context): Promise<readonly Answered[]> {
  const answered: Answered[] = [];
  for (const { question, ask } of probes) {
    const answer = await ask(context).catch((error: unknown) => `could not be asked: ${oneLine(error)}`);
    answered.push({ question, answer });
  }
  return answered;
}

/** For docs/verified.md. */
export function tableOf(answered: readonly Answered[], when: string, region: string): string {
  const rows = answered.map(({ question, answer }) => `| ${cell(question)} | ${cell(answer)} |`);
  return [`Asked on ${when} in ${region}.`, '', '| question | answer |', '| --- | --- |', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ');
}
