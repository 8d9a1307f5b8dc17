import { html } from 'hono/html';
import { isoSeconds } from '../clock';
import { ROUTES, approvalPath } from '../contract';
import { page, type Markup } from '../oauth/page';
import { escapeHidden, prettyJson } from '../sanitize/escape-hidden';
import type { Ticket } from '../state/approvals/approvals';
import { createFormToken } from './form-token';
import { mayApprove } from './may-approve';
import type { Session } from './session';
import { sessionFoot } from './session-foot';
import type { Site } from './site';
import { agentOf, duration } from './wording';

interface TicketPageOptions {
  readonly ticket: Ticket;
  readonly session: Session;
  readonly site: Site;
  /** Somebody else was first, or its time was over, when this person decided. */
  readonly tooLate?: boolean;
}

/** One request: all that a person needs to decide, and how it stands. */
export async function ticketPage({
  ticket,
  session,
  site,
  tooLate = false,
}: TicketPageOptions): Promise<Response> {
  const now = site.clock.now();
  const waits = ticket.status === 'pending' && ticket.expiresAt > now;
  const title = `${escapeHidden(ticket.tool)}: ${waits ? 'waits for a decision' : 'decided'}`;
  return page({
    title,
    status: tooLate ? 409 : 200,
    body: html`<h1>
        ${waits ? 'May this call run' : 'A call that was asked for'}:
        <code>${escapeHidden(ticket.tool)}</code>${waits ? '?' : ''}
      </h1>
      ${tooLate ? html`<p class="warning">Your decision came too late and changed nothing.</p>` : ''}
      <dl>
        <dt>Service</dt>
        <dd>${site.serviceName}</dd>
        <dt>Who asks</dt>
        <dd><code>${escapeHidden(ticket.subject)}</code>${tenantOf(ticket)}</dd>
        <dt>Through</dt>
        <dd>${agentOf(ticket)}</dd>
        <dt>Asked</dt>
        <dd>${isoSeconds(ticket.requestedAt)}, ${duration(now - ticket.requestedAt)} ago</dd>
        <dt>Standing</dt>
        <dd>${standingOf(ticket, now)}</dd>
      </dl>
      ${goesOn(ticket, now)}
      <p>With exactly these arguments:</p>
      <pre>${argumentsOf(ticket)}</pre>
      <p class="soft">Secrets and sensitive fields are left out.</p>
      ${waits ? await decisionForm(ticket, session, site) : ''}
      <p><a href="${ROUTES.approvals}">All requests</a></p>
      ${sessionFoot(session)}`,
  });
}

/** Texts stand apart: the direction of one does not turn what is beside it. */
function argumentsOf({ arguments: json }: Ticket): Markup[] {
  const parts = prettyJson(json).split(/("(?:[^"\\]|\\.)*")/);
  return parts.map((part, index) => (index % 2 === 1 ? html`<bdi>${part}</bdi>` : html`${part}`));
}

function tenantOf({ tenant }: Ticket): Markup | string {
  return tenant === undefined ? '' : html` of <code>${escapeHidden(tenant)}</code>`;
}

function standingOf(ticket: Ticket, now: number): Markup | string {
  const { status, decidedBy, decidedAt, reason, expiresAt } = ticket;
  if (decidedBy === undefined || decidedAt === undefined) {
    return expiresAt > now ? `waits, ${duration(expiresAt - now)} left` : 'over: nobody decided in time';
  }
  const verdict = status === 'denied' ? 'Denied' : 'Approved';
  return html`${verdict} by <bdi>${escapeHidden(decidedBy)}</bdi> at
    ${isoSeconds(decidedAt)}${status === 'used' ? ', and used' : ''}${because(reason)}`;
}

/** What comes next is the agent's to do, and whoever approved should know for how long. */
function goesOn({ status, expiresAt }: Ticket, now: number): Markup | string {
  if (status !== 'approved' || expiresAt <= now) return '';
  return html`<p>
    It runs once, when the agent sends the same call again: ${duration(expiresAt - now)} are left for that.
  </p>`;
}

function because(reason: string | undefined): Markup | string {
  return reason === undefined ? '' : html`: <bdi>${escapeHidden(reason)}</bdi>`;
}

async function decisionForm(ticket: Ticket, session: Session, site: Site): Promise<Markup> {
  const may = mayApprove(session, ticket, site.settings);
  const token = await createFormToken(site.sealer, session, ticket.id);
  return html`${
      may
        ? ''
        : html`<p class="warning">
            You asked for this yourself: somebody else has to approve it. You may deny it.
          </p>`
    }
    <form method="post" action="${approvalPath(ticket.id)}">
      <input type="hidden" name="token" value="${token}" />
      <label
        >Why (a denial needs it; the agent is told)
        <textarea name="reason" rows="2" maxlength="500" required></textarea>
      </label>
      <button type="submit" name="decision" value="deny">Deny</button>
      ${
        may
          ? html`<button type="submit" name="decision" value="approve" class="primary" formnovalidate>
              Approve
            </button>`
          : ''
      }
    </form>`;
}
