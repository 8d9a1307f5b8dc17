/** Key attributes of both state tables. Pinned from the first release: changing a key replaces the table. */
export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';

/** Epoch seconds. DynamoDB deletes late (up to days): readers compare it with the clock themselves. */
export const TTL_ATTRIBUTE = 'expiresAt';
