/** Where the server sends what happens to calls that ask for approval, besides its log. */
export interface ApprovalRecordSettings {
  /** Name of the log group that keeps the records. @default - none */
  readonly logGroup?: string;
  /** Whether each is an event on the account's default bus. */
  readonly events: boolean;
}

/** What events of this kit name as their source: rules of yours match on it. */
export const EVENT_SOURCE = 'cdk-mcp-service';

/** What happened -> detail type of its event. */
export const APPROVAL_EVENTS = {
  requested: 'Approval requested',
  approved: 'Approval approved',
  denied: 'Approval denied',
  executed: 'Approval executed',
} as const;

export function isApprovalRecords(value: unknown): value is ApprovalRecordSettings {
  if (typeof value !== 'object' || value === null) return false;
  if (!('events' in value) || typeof value.events !== 'boolean') return false;
  return !('logGroup' in value) || (typeof value.logGroup === 'string' && value.logGroup !== '');
}
