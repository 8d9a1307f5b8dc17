import { ENDPOINT_KINDS, type Probe } from './probe';

const HEADER = 'www-authenticate';
/** What API Gateway makes of a header that it keeps for itself. */
const REMAPPED = 'x-amzn-remapped-www-authenticate';

/** Hosts find the login by this header: an endpoint that loses it loses them. */
export const ENDPOINT_PROBES: readonly Probe[] = ENDPOINT_KINDS.map((kind) => ({
  question: `\`WWW-Authenticate\` of a function behind ${kind === 'HTTP API' ? 'an' : 'a'} ${kind}`,
  async ask({ endpoints }) {
    const { status, headers } = await fetch(endpoints[kind], { signal: AbortSignal.timeout(30_000) });
    if (status !== 401) throw new Error(`it answered ${status} instead of 401`);
    if (headers.has(HEADER)) return `kept: ${headers.get(HEADER)}`;
    return headers.has(REMAPPED) ? `**lost**: it comes as \`${REMAPPED}\`` : '**lost**';
  },
}));
