/** Key attributes of both state tables. Pinned from the first release: changing a key replaces the table. */
export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';

/** Epoch seconds. DynamoDB deletes late (up to days): readers compare it with the clock themselves. */
export const TTL_ATTRIBUTE = 'expiresAt';

/** Partition of the idempotency table that holds what is switched off; the sort key is `<kind>#<name>`. */
export const SWITCH_PARTITION = 'SWITCH';

/** Partition that keeps who resolved which unknown outcome, and when; the sort key is the time. */
export const RESOLUTION_AUDIT_PARTITION = 'RESOLUTION_AUDIT';

/** Partition that keeps whose traces were erased, by whom and why; the sort key is the time and the caller's hash. */
export const ERASURE_AUDIT_PARTITION = 'ERASURE_AUDIT';

/** Partition that keeps who switched what and when; the sort key is the time. */
export const SWITCH_AUDIT_PARTITION = 'SWITCH_AUDIT';

/** Partition of the idempotency table that holds what waits for a person; the sort key is the hash of what is asked. */
export const APPROVAL_PARTITION = 'APPROVAL';

/** Partition that keeps who decided which ticket, and why; the sort key is the time, the ticket and who decided. */
export const APPROVAL_AUDIT_PARTITION = 'APPROVAL_AUDIT';
