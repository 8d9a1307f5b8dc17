import type { BrowserJar } from './browser-jar';
import type { CognitoPool } from './cognito-pool';
import { encode, locationOf, sealedIn } from './facade';

interface Person {
  readonly pool: Pick<CognitoPool, 'code'>;
  readonly jar: BrowserJar;
  /** What the browser takes the server's origin for. @default - that of the link */
  readonly origin?: string;
}

/**
 * A person with a browser, over HTTP: opens the link of a host, agrees to what the page says, logs in at the pool
 * and comes back. Answers where the browser is sent with the code.
 */
export async function logIn(link: URL, { pool, jar, origin = link.origin }: Person): Promise<URL> {
  const visit = async (url: URL, init: RequestInit = {}): Promise<Response> => {
    const cookie = jar.header();
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    jar.take(response);
    return response;
  };
  const page = await visit(link);
  const html = await page.text();
  if (page.status !== 200) throw new Error(`${link.pathname} answered ${page.status}: ${html}`);
  const agreed = await visit(new URL('/oauth/consent', link), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin, 'sec-fetch-site': 'same-origin' },
    body: encode({ request: sealedIn(html), decision: 'approve' }),
  });
  const toPool = new URL(locationOf(agreed));
  const query = encode({ code: pool.code(toPool), state: toPool.searchParams.get('state') ?? '' });
  return new URL(locationOf(await visit(new URL(`/oauth/callback?${query}`, link))));
}
