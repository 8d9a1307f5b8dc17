import { TICKET, type ApprovalDesk } from '../../../support/approval-desk';

/** Refused with a page, and nothing was decided. Answers the page. */
export async function expectUndecided(
  desk: ApprovalDesk,
  response: Response,
  status: number,
): Promise<string> {
  expect([response.status, response.headers.get('location')]).toEqual([status, null]);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await desk.statusOf(TICKET)).toBe('pending');
  expect(desk.audited()).toEqual([]);
  return response.text();
}
