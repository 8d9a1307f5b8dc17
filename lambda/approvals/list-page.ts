import { html } from 'hono/html';
import { approvalPath } from '../contract';
import { page, type Markup } from '../oauth/page';
import { escapeHidden } from '../sanitize/escape-hidden';
import type { Ticket } from '../state/approvals/approvals';
import type { Session } from './session';
import { sessionFoot } from './session-foot';
import type { Site } from './site';
import { duration } from './wording';

/** What waits for a person, the oldest first. */
export function listPage(
  tickets: readonly Ticket[],
  session: Session,
  { serviceName, clock }: Site,
): Promise<Response> {
  const now = clock.now();
  return page({
    title: `Requests of ${serviceName}`,
    body: html`<h1>What waits for a decision at ${serviceName}</h1>
      ${tickets.length === 0 ? html`<p>Nothing waits.</p>` : ''}
      <ul class="requests">
        ${tickets.map((ticket) => entry(ticket, now))}
      </ul>
      ${sessionFoot(session)}`,
  });
}

function entry({ id, tool, subject, requestedAt, expiresAt }: Ticket, now: number): Markup {
  return html`<li>
    <a href="${approvalPath(id)}"><code>${escapeHidden(tool)}</code></a> for
    <code>${escapeHidden(subject)}</code><br /><span class="soft"
      >asked ${duration(now - requestedAt)} ago, ${duration(expiresAt - now)} left</span
    >
  </li>`;
}
