import { approvalPath } from '../contract';
import { withDeadline } from '../deadline';
import { redirect } from '../oauth/answers';
import { readForm } from '../oauth/form';
import { isFromHere } from '../oauth/from-here';
import type { Note } from '../oauth/issuer';
import { cleanText } from '../sanitize/clean-text';
import { ANSWER_MS, type Decision } from '../state/approvals/approvals';
import { decisionRecord } from './approval-record';
import { isFormToken } from './form-token';
import { mayApprove } from './may-approve';
import { sessionOf } from './session';
import type { Site } from './site';
import { stopped } from './stopped-page';
import { ticketPage } from './ticket-page';
import { findTicket } from './tickets';

const MOST_REASON_CHARACTERS = 500;

/**
 * `POST /approvals/<id>`: a person said yes or no. Only who is logged in as an approver can say it, on the page that
 * showed them this very request, and nobody says yes to what they asked for themselves.
 */
export async function decide(request: Request, site: Site, note: Note, id: string): Promise<Response> {
  const stop = (status: 400 | 403 | 404, message: string, reason: string): Promise<Response> => {
    note({ reason });
    return stopped(status, message, status === 404 ? {} : { ticket: id });
  };
  if (!isFromHere(request, site.origin))
    return stop(403, 'The answer came from another page.', 'cross-site decision');
  const session = await sessionOf(request, site);
  if (!session) return stop(403, 'You are not logged in any more.', 'no session of an approver');
  note({ caller: session.subject });
  const form = await readForm(request);
  if (form.kind !== 'form') return stop(400, 'The answer cannot be read.', `the form: ${form.kind}`);
  const { fields } = form;
  if (!(await isFormToken(site.sealer, fields.get('token'), { session, ticket: id }))) {
    return stop(403, 'The page is of another login or another request.', 'the token of the form is wrong');
  }
  const ticket = await findTicket(site, session, id);
  if (!ticket) return stop(404, 'There is no such request any more.', 'unknown ticket');
  note({ ticket: id });
  const decision = fields.get('decision');
  if (decision !== 'approve' && decision !== 'deny')
    return stop(400, 'The answer is neither yes nor no.', 'no decision');
  const reason = reasonOf(fields.get('reason'));
  if (reason !== undefined && reason.length > MOST_REASON_CHARACTERS)
    return stop(400, `The reason is longer than ${MOST_REASON_CHARACTERS} characters.`, 'long reason');
  if (decision === 'deny' && reason === undefined)
    return stop(400, 'A denial needs a reason: the agent is told of it.', 'no reason');
  if (decision === 'approve' && !mayApprove(session, ticket, site.settings))
    return stop(403, 'You asked for this yourself: somebody else has to approve it.', 'own request');
  const made: Decision = {
    id,
    approve: decision === 'approve',
    by: session.name,
    ...(reason !== undefined && { reason }),
    at: site.clock.now(),
  };
  const { clock, store } = site;
  const decided = await withDeadline(clock, ANSWER_MS, () => store.decide(made));
  if (decided.kind === 'unknown') return stop(404, 'There is no such request any more.', 'unknown ticket');
  await site.record(decisionRecord({ decision: made, decided, approver: session.subject }), note);
  note({ approval: decided.ticket.status, decidedBy: decided.ticket.decidedBy });
  if (decided.kind === 'decided') return redirect(approvalPath(id));
  return ticketPage({ ticket: decided.ticket, session, site, tooLate: true });
}

/** Without what hides; blanks alone are none. */
function reasonOf(text: string | undefined): string | undefined {
  const reason = cleanText(text ?? '')
    .replaceAll('\r\n', '\n')
    .trim();
  return reason === '' ? undefined : reason;
}
