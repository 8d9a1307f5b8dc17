/** What an attribute or a field says of a person: the name of a person, what a person wrote, or nothing. */
export type Personal = 'no' | 'pseudonym' | 'yes' | 'may be';

export interface Meaning {
  readonly what: string;
  readonly personal: Personal;
}

const EXPIRY: Meaning = { what: 'when the table deletes it', personal: 'no' };
const OPERATOR: Meaning = { what: 'who did it', personal: 'yes' };
const REASON: Meaning = { what: 'why, as the operator wrote it', personal: 'may be' };

/** Kind of item -> what is in it. A kind or an attribute that is missing here fails the page. */
export const ITEMS: Readonly<Record<string, Readonly<Record<string, Meaning>>>> = {
  call: {
    pk: { what: '`call#` and a hash of caller, tool and key or arguments', personal: 'pseudonym' },
    sk: { what: '`call`', personal: 'no' },
    status: { what: 'running, completed or unknown', personal: 'no' },
    owner: { what: 'random, of one attempt', personal: 'no' },
    validation: { what: 'hash of the arguments', personal: 'pseudonym' },
    tool: { what: 'name of the tool', personal: 'no' },
    requestId: { what: 'leads to the line of the call', personal: 'pseudonym' },
    caller: { what: 'hash of tenant and subject; erasing finds the record by it', personal: 'pseudonym' },
    claimedAt: { what: 'when the call began', personal: 'no' },
    deadlineAt: { what: 'from when on its server is taken for lost', personal: 'no' },
    data: { what: 'the result of the tool, sanitized, or its error', personal: 'may be' },
    expiresAt: EXPIRY,
  },
  limit: {
    pk: { what: '`limit#`, the kind of limit and a hash of caller, tenant or tool', personal: 'pseudonym' },
    sk: { what: '`limit`', personal: 'no' },
    at: { what: 'until when the tokens taken last', personal: 'no' },
    given: { what: 'tokens given back', personal: 'no' },
    expiresAt: EXPIRY,
  },
  SWITCH: {
    pk: { what: '`SWITCH`', personal: 'no' },
    sk: { what: 'what is switched off; a caller stands here by their subject', personal: 'yes' },
    reason: REASON,
    operator: OPERATOR,
  },
  SWITCH_AUDIT: {
    pk: { what: '`SWITCH_AUDIT`', personal: 'no' },
    sk: { what: 'the time and what was switched; a caller by their subject', personal: 'yes' },
    switchedTo: { what: 'on or off', personal: 'no' },
    reason: REASON,
    operator: OPERATOR,
  },
  RESOLUTION_AUDIT: {
    pk: { what: '`RESOLUTION_AUDIT`', personal: 'no' },
    sk: { what: 'the time and the hash of the call', personal: 'pseudonym' },
    verdict: { what: 'executed or not', personal: 'no' },
    reason: REASON,
    operator: OPERATOR,
  },
  APPROVAL: {
    pk: { what: '`APPROVAL`', personal: 'no' },
    sk: { what: 'hash of tenant, caller, agent, tool and arguments', personal: 'pseudonym' },
    id: { what: 'the hash, and what tells one question from the next', personal: 'pseudonym' },
    stateKey: { what: 'random: what a question in a client is signed with', personal: 'no' },
    tool: { what: 'name of the tool', personal: 'no' },
    arguments: {
      what: 'what the tool is to be asked, without secrets and fields marked `sensitive()`',
      personal: 'may be',
    },
    subject: { what: 'subject of the token', personal: 'yes' },
    tenant: { what: 'tenant of the token', personal: 'may be' },
    agent: { what: 'the host that it was asked through', personal: 'may be' },
    requestId: { what: 'leads to the line of the call that asked', personal: 'pseudonym' },
    requestedAt: { what: 'when it was asked', personal: 'no' },
    overAt: { what: 'from when on it approves nothing', personal: 'no' },
    status: { what: 'pending, approved, denied or used', personal: 'no' },
    decidedBy: { what: 'who decided, by the name that the pool or the machine gives them', personal: 'yes' },
    decidedAt: { what: 'when', personal: 'no' },
    reason: { what: 'why, as whoever decided wrote it', personal: 'may be' },
    expiresAt: { what: 'when the table deletes it: a day after it is over', personal: 'no' },
  },
  APPROVAL_AUDIT: {
    pk: { what: '`APPROVAL_AUDIT`', personal: 'no' },
    sk: { what: 'the time, the ticket and who decided', personal: 'yes' },
    decision: { what: 'approved or denied', personal: 'no' },
    operator: OPERATOR,
    ticket: { what: 'id of the ticket', personal: 'pseudonym' },
    tool: { what: 'name of the tool', personal: 'no' },
    subject: { what: 'for whom it was decided', personal: 'yes' },
    tenant: { what: 'tenant of the subject', personal: 'may be' },
    reason: REASON,
    at: { what: 'the time', personal: 'no' },
  },
  ERASURE_AUDIT: {
    pk: { what: '`ERASURE_AUDIT`', personal: 'no' },
    sk: { what: 'the time and the hash of the caller', personal: 'pseudonym' },
    operator: OPERATOR,
    reason: REASON,
    results: { what: 'how many results were removed', personal: 'no' },
    records: { what: 'how many records were deleted', personal: 'no' },
    tickets: { what: 'how many tickets were found', personal: 'no' },
    counters: { what: 'how many counters were deleted', personal: 'no' },
  },
};

/** Fields of a request's line that can say something of a person. */
export const PERSONAL_FIELDS: Readonly<Record<string, Meaning>> = {
  caller: { what: 'subject of the token', personal: 'yes' },
  agent: { what: 'client of the token', personal: 'may be' },
  tenant: { what: 'tenant of the token', personal: 'may be' },
  arguments: {
    what: 'what the tool was asked, without secrets and fields marked `sensitive()`',
    personal: 'may be',
  },
  cause: { what: 'what a handler threw', personal: 'may be' },
  path: { what: 'path of the request', personal: 'may be' },
  idempotencyId: { what: 'hash of caller, tool and key or arguments', personal: 'pseudonym' },
  firstRequestId: { what: 'leads to the line of an earlier call', personal: 'pseudonym' },
  requestId: { what: 'of this request', personal: 'pseudonym' },
  traceId: { what: "the caller's own trace", personal: 'pseudonym' },
  ranInRequestId: { what: 'leads to the line of the approved call', personal: 'pseudonym' },
  ticket: { what: 'leads to who asked for approval, and for what', personal: 'pseudonym' },
  decidedBy: { what: 'who approved or denied the call', personal: 'yes' },
  switchedOff: { what: 'the switch that stopped the call; a caller by their subject', personal: 'yes' },
  switched: { what: 'the switch that was turned; a caller by their subject', personal: 'yes' },
  operator: { what: 'who turned a switch', personal: 'yes' },
  approver: { what: 'who decided on the approval page, by their subject', personal: 'yes' },
  reason: { what: 'why a token was refused or something is switched off', personal: 'may be' },
};

/** Fields that say nothing of a person. */
export const OTHER_FIELDS: readonly string[] = [
  'level message timestamp service release shortened audit to changedAt durationMs status hungUp',
  'method rpcMethod protocolRevision tool effect prompt resource decision policy granted refusedRedirect approval',
  'happened requestedAt expiresAt notRecordedIn',
  'code outcome outputBytes upstreamMs upstreamCalls upstreamRetries',
  'idempotency idempotencyKey idempotencyCause limit limitStore limitStoreFailure',
].flatMap((names) => names.split(' '));
