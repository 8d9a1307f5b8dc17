import { html } from 'hono/html';
import { ROUTES } from '../contract';
import type { AuthorizationRequest } from './authorization-request';
import type { Client } from './clients';
import { page, type Markup } from './page';
import { loopbackWithoutPort } from './redirect-uris';

/** What a person reads of a scope that is named after an effect. */
const MEANINGS: Readonly<Record<string, string>> = {
  read: 'Look things up',
  write: 'Change things that can be changed back',
  destructive: 'Do things that cannot be undone',
};

interface ConsentPageOptions {
  readonly request: AuthorizationRequest;
  readonly serviceName: string;
  /** The request, sealed: what the form sends back. */
  readonly sealed: string;
  readonly cookies: readonly string[];
}

/** Asks whether a program may act for the person, and says where they will be sent. */
export function consentPage({
  request,
  serviceName,
  sealed,
  cookies,
}: ConsentPageOptions): Promise<Response> {
  const { client, redirectUri, scopes } = request;
  const title = `${client.name} wants to use ${serviceName}`;
  return page({
    title,
    cookies,
    body: html`<h1>Let <strong>${client.name}</strong> use <strong>${serviceName}</strong> for you?</h1>
      <dl>
        <dt>Program</dt>
        <dd>${client.name}${identity(client)}</dd>
        <dt>You return to</dt>
        <dd><code>${hostOf(redirectUri)}</code></dd>
        <dt>It may ask to</dt>
        <dd>
          <ul>
            ${inOrder(scopes).map((scope) => html`<li>${MEANINGS[scope] ?? scope}</li>`)}
          </ul>
        </dd>
      </dl>
      ${warnings(request)}
      <p class="soft">
        Next you log in, if you are not logged in yet. Your own rights are the limit of what it can do.
      </p>
      <form method="post" action="${ROUTES.oauthConsent}">
        <input type="hidden" name="request" value="${sealed}" />
        <button type="submit" name="decision" value="deny">Cancel</button>
        <button type="submit" name="decision" value="approve" class="primary">Allow</button>
      </form>`,
  });
}

/** From the harmless to the grave; scopes of the tools' own come last. */
function inOrder(scopes: readonly string[]): readonly string[] {
  const known = Object.keys(MEANINGS).filter((scope) => scopes.includes(scope));
  return [...known, ...scopes.filter((scope) => !known.includes(scope))];
}

function identity({ id, namedBy }: Client): Markup | string {
  if (namedBy === 'site') return html`, by <code>${hostOf(id)}</code>`;
  return namedBy === 'itself' ? html` <span class="soft">(unverified name)</span>` : '';
}

function warnings({ client, redirectUri }: AuthorizationRequest): Markup | string {
  if (loopbackWithoutPort(redirectUri) !== undefined) {
    return html`<p class="warning">
      The answer goes to a program on this computer, and any program on it could ask in this name. Go on only
      if you have just started the login yourself.
    </p>`;
  }
  if (client.namedBy === 'itself') {
    return html`<p class="warning">
      Nobody has checked that the program is who it says. Go on only if you have just started the login
      yourself.
    </p>`;
  }
  return '';
}

/** Scheme and port matter to somebody who knows; the path to nobody. */
function hostOf(uri: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(uri)?.[0].replace(/^https:\/\//, '') ?? uri;
}
