import { createHash } from 'node:crypto';

/** Follows nothing by itself, and keeps cookies as a browser does for one host. */
export class Browser {
  private readonly cookies = new Map<string, { readonly value: string; readonly path: string }>();

  async open(url: string | URL, form?: Readonly<Record<string, string>>): Promise<Response> {
    const { pathname } = new URL(url);
    const sent = [...this.cookies].flatMap(([name, { value, path }]) =>
      pathname.startsWith(path) ? [`${name.split(' ')[0]}=${value}`] : [],
    );
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: sent.join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    response.headers.getSetCookie().forEach((line) => this.keep(line));
    return response;
  }

  /** Follows redirects as long as they stay on this origin; the address where they leave, or the page. */
  async follow(
    url: string | URL,
    form?: Readonly<Record<string, string>>,
  ): Promise<{ readonly url: URL; readonly page?: Response }> {
    let at = new URL(url);
    let page = await this.open(at, form);
    for (;;) {
      const location = page.headers.get('location');
      if (location === null) return { url: at, page };
      const next = new URL(location, at);
      if (next.origin !== at.origin) return { url: next };
      at = next;
      page = await this.open(at);
    }
  }

  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const [, path = '/'] = /path=([^;]*)/i.exec(line) ?? [];
    // Cookies of one name live side by side below different paths.
    const id = `${name} ${path}`;
    if (value === '') this.cookies.delete(id);
    else this.cookies.set(id, { value, path });
  }
}

const VERIFIER = 'a-verifier-of-at-least-forty-three-characters-0123';
export const PKCE = {
  verifier: VERIFIER,
  challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
} as const;
