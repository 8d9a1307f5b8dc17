import { isoSeconds } from '../../lambda/clock';
import type { Ticket } from '../../lambda/state/approvals/approvals';
import { escapeHidden, prettyJson } from '../../lambda/sanitize/escape-hidden';

/** A ticket as one line, for a list. */
export function lineOfTicket(ticket: Ticket, now: number): string {
  const { id, tool } = ticket;
  return `${escapeHidden(id)}: ${escapeHidden(tool)} for ${asker(ticket)}; ${standingOfTicket(ticket, now)}`;
}

/** All that a person needs to decide. */
export function describeTicket(ticket: Ticket, now: number): string {
  const { id, tool, requestId, requestedAt, reason } = ticket;
  return [
    `ticket     ${escapeHidden(id)}`,
    `asks       ${asker(ticket)}, at ${isoSeconds(requestedAt)}`,
    `tool       ${escapeHidden(tool)}`,
    `arguments  ${indented(prettyJson(ticket.arguments))}`,
    `call       ${escapeHidden(requestId)}`,
    `standing   ${standingOfTicket(ticket, now)}`,
    ...(reason === undefined ? [] : [`reason     ${escapeHidden(reason)}`]),
  ].join('\n');
}

/** Such as `pending, 4 min left` and `denied by ben at 2026-11-20T12:00:00Z`. */
export function standingOfTicket({ status, decidedBy, decidedAt, expiresAt }: Ticket, now: number): string {
  const over = `over since ${isoSeconds(expiresAt)}`;
  if (decidedBy === undefined || decidedAt === undefined)
    return expiresAt > now ? `${status}, ${left(expiresAt - now)} left` : over;
  const decision = status === 'denied' ? 'denied' : 'approved';
  const decided = `${decision} by ${escapeHidden(decidedBy)} at ${isoSeconds(decidedAt)}`;
  if (status === 'used') return `${decided}, and used`;
  return `${decided}, ${expiresAt > now ? `${left(expiresAt - now)} left` : over}`;
}

/** Names are quoted: one with blanks cannot pass for more than a name. */
function asker({ subject, tenant, agent }: Ticket): string {
  const quoted = (text: string): string => escapeHidden(JSON.stringify(text));
  return [
    quoted(subject),
    ...(tenant === undefined ? [] : [`of ${quoted(tenant)}`]),
    ...(agent === undefined ? [] : [`through ${quoted(agent)}`]),
  ].join(' ');
}

/** Rounded down: nobody is promised time that is not there. */
function left(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

/** Below its label, so that no line of it can pass for a label. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n           ');
}
