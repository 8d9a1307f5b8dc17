import { Token } from 'aws-cdk-lib';

/** @throws when an entry could never equal the Origin header of a browser. */
export function assertOrigins(origins: readonly string[]): void {
  for (const origin of origins) {
    if (Token.isUnresolved(origin) || (originOf(origin) === origin && !origin.includes('*'))) continue;
    throw new Error(`allowedOrigins: '${origin}' is not an origin; ${remedyFor(origin)}`);
  }
}

/** Not `URL.origin`, which is 'null' for the schemes of browser extensions. */
function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, host } = new URL(text);
  return host === '' ? undefined : `${protocol}//${host}`;
}

function remedyFor(origin: string): string {
  if (origin.includes('*')) return 'wildcards are not matched: name every origin.';
  const meant = originOf(origin);
  return meant === undefined
    ? "give a scheme and a host, such as 'https://app.example.com'."
    : `did you mean '${meant}'?`;
}
