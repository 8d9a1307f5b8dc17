import { blocked, conflict, invalidArguments, notExecuted, notFound, transient } from 'cdk-mcp-service/tools';

test.each([
  [notFound('x'), { code: 'NOT_FOUND', retryable: false, outcome: 'not_executed' }],
  [conflict('x'), { code: 'CONFLICT', retryable: false, outcome: 'not_executed' }],
  [blocked('x'), { code: 'BLOCKED', retryable: false, outcome: 'not_executed' }],
  [invalidArguments('x'), { code: 'INVALID_ARGUMENTS', retryable: false, outcome: 'not_executed' }],
  [
    transient('x', { retryAfterSeconds: 3 }),
    { code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfterSeconds: 3, outcome: 'not_executed' },
  ],
  [notExecuted('x'), { code: 'INTERNAL', retryable: false, outcome: 'not_executed' }],
])('%s says what it is, and that nothing was changed', (error, record) => {
  expect(error.toRecord('request-1')).toEqual({ ...record, requestId: 'request-1' });
});
