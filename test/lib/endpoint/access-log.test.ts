/** An access log is read by more people than a token is for. */
import { combination, ofType } from '../combinations';

/** None of them holds a header, a query or a body; `path` is without the query. */
const HARMLESS = [
  'requestId',
  'requestTime',
  'identity.sourceIp',
  'httpMethod',
  'path',
  'status',
  'responseLength',
  'responseLatency',
  'integrationStatus',
  'error.message',
];

test('the access log of an HTTP API holds neither query nor header, in which codes and tokens are', () => {
  const [stage] = ofType(combination('HttpApiLambda'), 'AWS::ApiGatewayV2::Stage');
  const settings = JSON.stringify(stage?.Properties.AccessLogSettings);
  const variables = [...settings.matchAll(/\$([\w.]+)/g)].map(([, name]) => name);
  expect(variables).toEqual(HARMLESS.map((name) => `context.${name}`));
});

test('a REST API writes no access log', () => {
  const [stage] = ofType(combination('RestApiLambda'), 'AWS::ApiGateway::Stage');
  expect(stage?.Properties).not.toHaveProperty('AccessLogSetting');
  expect(JSON.stringify(stage?.Properties.MethodSettings)).not.toContain('DataTraceEnabled":true');
});
