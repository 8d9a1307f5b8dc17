import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';

/** Markup in which every value is escaped. */
export type Markup = ReturnType<typeof html>;

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft: #5d6670; --paper: #ffffff; --ground: #f1f3f5; --line: #d5dae0; --accent: #1a56db; --warn: #8a4b00; --warn-paper: #fff4e0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9edf1; --soft: #a3adb8; --paper: #1b1f24; --ground: #101316; --line: #363d45; --accent: #7aa7ff; --warn: #ffc46b; --warn-paper: #33260f; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 6vh 1rem 2rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 32rem; margin: 0 auto; padding: 1.75rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; }
h1 { margin: 0 0 1rem; font-size: 1.3rem; line-height: 1.3; overflow-wrap: anywhere; }
p { margin: .6rem 0; overflow-wrap: anywhere; }
dl { margin: 1rem 0; display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
code { font-size: .95em; }
ul { margin: .2rem 0; padding-left: 1.2rem; }
.warning { padding: .6rem .8rem; border-radius: .5rem; background: var(--warn-paper); color: var(--warn); }
.soft { color: var(--soft); font-size: .9rem; }
form { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem; }
form.inline { margin-top: 0; }
label { flex: 1 1 100%; } textarea { width: 100%; margin-top: .3rem; padding: .6rem; border: 1px solid var(--line); border-radius: .5rem; background: transparent; color: inherit; font: inherit; }
a { color: var(--accent); }
pre { margin: 1rem 0; padding: .8rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--ground); direction: ltr; font-size: .9rem; white-space: pre-wrap; overflow-wrap: anywhere; }
ul.requests { padding: 0; list-style: none; } ul.requests li { margin: .6rem 0; overflow-wrap: anywhere; }
button { flex: 1 1 8rem; padding: .7rem 1rem; border-radius: .5rem; border: 1px solid var(--line); background: transparent; color: inherit; font: inherit; cursor: pointer; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--paper); font-weight: 600; }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

/** One piece: white space around the style would be part of what is hashed. */
const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`);
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * What a browser may do with a page of ours: show it, alone. There is no `form-action`: Chrome applies it to the
 * redirects after the form too, which lead to Cognito and to the host.
 */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`,
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

interface PageOptions {
  readonly title: string;
  readonly body: Markup;
  readonly status?: number;
  readonly cookies?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page for a person. It needs no script, and reads well on a phone, in the light and in the dark. */
export async function page({
  title,
  body,
  status = 200,
  cookies = [],
  headers: others = {},
}: PageOptions): Promise<Response> {
  const document = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `;
  const headers = new Headers({ ...PAGE_HEADERS, ...others });
  cookies.forEach((cookie) => headers.append('Set-Cookie', cookie));
  return new Response(document.toString(), { status, headers });
}

/** The end of a login that cannot go on: nobody is sent anywhere, because it is not known to whom. */
export function refusalPage(
  status: 400 | 403 | 429 | 503,
  message: string,
  cookies?: readonly string[],
): Promise<Response> {
  return page({
    title: 'Login stopped',
    status,
    cookies,
    headers: status >= 429 ? { 'Retry-After': '5' } : {},
    body: html`<h1>This login was stopped</h1>
      <p>${message}</p>
      <p class="soft">Nothing was shared. You can close this page, and start again from your program.</p>`,
  });
}
