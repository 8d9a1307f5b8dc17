/** A second try has time within the deadline of a record; a silent service must not keep every socket. */
export const RECORD_CLIENT = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 900, throwOnRequestTimeout: true },
} as const;
