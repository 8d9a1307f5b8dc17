import { html } from 'hono/html';
import type { Markup } from '../oauth/page';
import { escapeHidden } from '../sanitize/escape-hidden';
import type { Ticket } from '../state/approvals/approvals';

/** Rounded down: nobody is promised time that is not there. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

/** The site that an agent is known by comes first; ids that are no address are shown as they are. */
export function agentOf({ agent }: Ticket): Markup | string {
  if (agent === undefined) return 'an agent without a name';
  const host = URL.canParse(agent) ? new URL(agent).host : '';
  const id = html`<code>${escapeHidden(agent)}</code>`;
  return host === '' ? id : html`<strong>${host}</strong> (${id})`;
}
