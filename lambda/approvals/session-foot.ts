import { html } from 'hono/html';
import { ROUTES } from '../contract';
import type { Markup } from '../oauth/page';
import { escapeHidden } from '../sanitize/escape-hidden';
import type { Session } from './session';

/** Who is logged in, and the way out. */
export function sessionFoot({ name }: Session): Markup {
  return html`<p class="soft">You are <bdi>${escapeHidden(name)}</bdi>.</p>
    <form method="post" action="${ROUTES.approvalsLogout}" class="inline">
      <button type="submit">Log out</button>
    </form>`;
}
