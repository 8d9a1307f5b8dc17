/**
 * Events in the shape that each endpoint sends (AWS Lambda and API Gateway developer guides): what differs
 * between them is written out, because that is what an entry gets wrong.
 */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

type ToEvent = (request: HttpRequest) => object;

const HOST = 'mcp.example.com';

/** Payload format 2.0: lower-case names, no body key without a body, base64 for what is not text or JSON. */
export const httpApiEvent: ToEvent = ({ method, path, headers, body }) => {
  const text = /^(text\/|application\/(json|xml|javascript))/.test(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: {
      host: HOST,
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...headers,
    },
    requestContext: {
      accountId: '111111111111',
      apiId: 'abc123',
      domainName: HOST,
      domainPrefix: 'mcp',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.9', userAgent: 'test' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '20/Nov/2026:12:00:00 +0000',
      timeEpoch: 1_795_176_000_000,
    },
    isBase64Encoded: !text && body !== undefined,
    ...(body !== undefined && { body: text ? body : Buffer.from(body).toString('base64') }),
  };
};

/** REST proxy: names as sent, both header maps, null for what is absent, the stage in the context only. */
export const restApiEvent: ToEvent = ({ method, path, headers, body }) => {
  const sent: Record<string, string> = {
    Host: HOST,
    'X-Forwarded-For': '203.0.113.9',
    'X-Forwarded-Proto': 'https',
  };
  for (const [name, value] of Object.entries(headers))
    sent[name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())] = value;
  return {
    resource: '/{proxy+}',
    path,
    httpMethod: method,
    headers: sent,
    multiValueHeaders: Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: '111111111111',
      apiId: 'abc123',
      domainName: HOST,
      domainPrefix: 'mcp',
      extendedRequestId: 'JKJaXmPLvHcESHA=',
      httpMethod: method,
      identity: { sourceIp: '203.0.113.9', userAgent: 'test' },
      path: `/prod${path}`,
      protocol: 'HTTP/1.1',
      requestId: '3f8e4a5e-6d2c-4c1e-9d53-2f6c7b8a9d10',
      requestTime: '20/Nov/2026:12:00:00 +0000',
      requestTimeEpoch: 1_795_176_000_000,
      resourceId: 'xyz789',
      resourcePath: '/{proxy+}',
      stage: 'prod',
    },
    body: body ?? null,
    isBase64Encoded: false,
  };
};

const ELB = {
  elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/mcp/1' },
};

/** Load balancer, multi-value headers off: lower-case names, an empty text for no body. */
export const albEvent: ToEvent = ({ method, path, headers, body }) => ({
  requestContext: ELB,
  httpMethod: method,
  path,
  queryStringParameters: {},
  headers: {
    host: HOST,
    'x-amzn-trace-id': 'Root=1-5bdb40ca',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-proto': 'https',
    ...headers,
  },
  body: body ?? '',
  isBase64Encoded: false,
});

/** Load balancer, multi-value headers on: only the multi-value maps, and the reply must use them too. */
export const albMultiValueEvent: ToEvent = ({ method, path, headers, body }) => ({
  requestContext: ELB,
  httpMethod: method,
  path,
  multiValueQueryStringParameters: {},
  multiValueHeaders: Object.fromEntries(
    Object.entries({ host: HOST, 'x-forwarded-proto': 'https', ...headers }).map(([name, value]) => [
      name,
      [value],
    ]),
  ),
  body: body ?? '',
  isBase64Encoded: false,
});
