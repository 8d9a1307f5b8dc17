import type { StackArtifact } from './cloud-assembly';
import { asText, resolveIntrinsics, type LocalValues } from './intrinsics';
import { outputsOf } from './stack-outputs';
import { isObject, resourcesOfType, type Json, type Resource } from './template';

export const REGION = 'us-east-1';
const ACCOUNT = '000000000000';
const URL_SUFFIX = 'amazonaws.com';
export const TABLE_TYPES = ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'] as const;

const LISTENER_TYPE = 'AWS::ElasticLoadBalancingV2::Listener';
const RESOURCE_SERVER_TYPE = 'AWS::Cognito::UserPoolResourceServer';

/** The hash that the CDK puts behind every logical id. */
const LOGICAL_ID_HASH = /[0-9A-F]{8}$/;

interface Representation {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A resource type has a representation here when something on the desk stands in for it. */
const REPRESENTATIONS: Readonly<
  Record<string, (name: string, given: string | undefined, endpoint: string) => Representation>
> = {
  'AWS::DynamoDB::GlobalTable': (name, given) => table(given ?? name),
  'AWS::DynamoDB::Table': (name, given) => table(given ?? name),
  'AWS::SecretsManager::Secret': (name, given) => {
    const id = arn('secretsmanager', `secret:${given ?? name}-000000`);
    return { ref: id, attributes: { Id: id } };
  },
  'AWS::ApiGatewayV2::Api': (name, _given, endpoint) => ({
    ref: apiId(name),
    attributes: { ApiId: apiId(name), ApiEndpoint: endpoint },
  }),
  'AWS::ApiGateway::RestApi': (name) => ({ ref: apiId(name), attributes: { RestApiId: apiId(name) } }),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (name) => {
    const fullName = `app/${name}/0000000000000000`;
    return {
      ref: arn('elasticloadbalancing', `loadbalancer/${fullName}`),
      attributes: { LoadBalancerFullName: fullName },
    };
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': (name) => {
    const fullName = `targetgroup/${name}/0000000000000000`;
    return {
      ref: arn('elasticloadbalancing', fullName),
      attributes: { TargetGroupFullName: fullName },
    };
  },
  'AWS::ECS::Cluster': (name, given) => ({
    ref: given ?? name,
    attributes: { Arn: arn('ecs', `cluster/${given ?? name}`) },
  }),
  'AWS::ECS::Service': (name, given) => ({
    ref: arn('ecs', `service/${given ?? name}`),
    attributes: { Name: given ?? name },
  }),
  'AWS::Lambda::Function': (name, given) => ({
    ref: given ?? name,
    attributes: { Arn: arn('lambda', `function:${given ?? name}`) },
  }),
  'AWS::Cognito::UserPool': (name) => {
    const id = `${REGION}_${lettersOf(name)}`;
    const provider = `cognito-idp.${REGION}.${URL_SUFFIX}/${id}`;
    return {
      ref: id,
      attributes: {
        Arn: arn('cognito-idp', `userpool/${id}`),
        ProviderName: provider,
        ProviderURL: `https://${provider}`,
        UserPoolId: id,
      },
    };
  },
  'AWS::Cognito::UserPoolClient': (name, given) => {
    const id = lettersOf(name).toLowerCase();
    return {
      ref: id,
      attributes: { ClientId: id, ClientSecret: clientSecretOf(id), Name: given ?? name },
    };
  },
  'AWS::Cognito::UserPoolDomain': (name, given) => ({ ref: given ?? name.toLowerCase() }),
  'AWS::Cognito::UserPoolGroup': (name, given) => ({ ref: given ?? name }),
  'AWS::Cognito::UserPoolUser': (name, given) => ({ ref: given ?? name }),
};

/** The property with which a template names a resource itself. */
const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::ECS::Cluster': 'ClusterName',
  'AWS::ECS::Service': 'ServiceName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Cognito::UserPoolClient': 'ClientName',
  'AWS::Cognito::UserPoolDomain': 'Domain',
  'AWS::Cognito::UserPoolGroup': 'GroupName',
  'AWS::Cognito::UserPoolUser': 'Username',
};

/**
 * What every stack's names stand for on the desk.
 *
 * @param endpoint - Origin of the desk's endpoint; HTTP APIs have this address.
 */
export function localValues(
  stacks: readonly StackArtifact[],
  endpoint: string,
): ReadonlyMap<StackArtifact, LocalValues> {
  const values = new Map<StackArtifact, LocalValues>();
  const otherStacks = outputsOf(values);
  for (const stack of stacks) values.set(stack, { ...valuesOf(stack, endpoint), otherStacks });
  return values;
}

function valuesOf({ stackName, template }: StackArtifact, endpoint: string) {
  const refs = new Map([...pseudoParameters(stackName), ...parameterDefaults(template)]);
  const attributes = new Map<string, string>();
  const taken = new Set<string>();
  const nothing = { exported: () => undefined, output: () => undefined };
  const pseudo: LocalValues = { refs: new Map(refs), attributes: new Map(), otherStacks: nothing };
  for (const [logicalId, resource] of resourcesOfType(template, ...Object.keys(REPRESENTATIONS))) {
    const readable = `${stackName}-${logicalId.replace(LOGICAL_ID_HASH, '')}`;
    const name = taken.has(readable) ? `${stackName}-${logicalId}` : readable;
    taken.add(name);
    const representation = REPRESENTATIONS[resource.Type]?.(name, givenName(resource), endpoint);
    if (representation === undefined) continue;
    refs.set(logicalId, representation.ref);
    for (const [attribute, value] of Object.entries(representation.attributes ?? {})) {
      attributes.set(`${logicalId}.${attribute}`, value);
    }
  }
  for (const [logicalId, { Properties = {} }] of resourcesOfType(template, LISTENER_TYPE)) {
    refs.set(logicalId, listenerArn(Properties.LoadBalancerArn, logicalId, refs));
  }
  // Its identifier is the URL of the service, which is made of the values before.
  for (const [logicalId, { Properties: { Identifier: identifier = '' } = {} }] of resourcesOfType(
    template,
    RESOURCE_SERVER_TYPE,
  )) {
    const { value, unresolved } = resolveIntrinsics(identifier, template, { ...pseudo, refs, attributes });
    if (unresolved.length === 0) refs.set(logicalId, asText(value));
  }
  return { refs, attributes };

  function givenName({ Type, Properties = {} }: Resource): string | undefined {
    const given = Properties[NAME_PROPERTIES[Type] ?? ''];
    if (given === undefined) return undefined;
    const { value, unresolved } = resolveIntrinsics(given, template, pseudo);
    return typeof value === 'string' && unresolved.length === 0 ? value : undefined;
  }
}

/** A listener's ARN has the name of its balancer in it, and templates cut it out for metrics. */
function listenerArn(
  balancer: Json | undefined,
  logicalId: string,
  refs: ReadonlyMap<string, string>,
): string {
  const logicalName = isObject(balancer) ? balancer.Ref : undefined;
  const owner = typeof logicalName === 'string' ? refs.get(logicalName) : undefined;
  const [, fullName = `app/${logicalId}/0000000000000000`] = owner?.split(':loadbalancer/') ?? [];
  return arn('elasticloadbalancing', `listener/${fullName}/0000000000000000`);
}

/**
 * An API's `Ref` is its id, from which templates build its address: that address is the desk's endpoint too.
 */
export function toLocalAddress(text: string, endpoint: string): string {
  const address = new RegExp(`https://desk-[a-z0-9-]+\\.execute-api\\.${REGION}\\.${URL_SUFFIX}`, 'g');
  return text.replace(address, endpoint);
}

/** The secret that an app client has on the desk, the same each time. */
export function clientSecretOf(clientId: string): string {
  return `desk-secret-of-${clientId}`;
}

function apiId(name: string): string {
  return `desk-${name.toLowerCase()}`;
}

/** Ids of Cognito hold no hyphen. */
function lettersOf(name: string): string {
  return name.replace(/[^0-9A-Za-z]/g, '');
}

function table(name: string): Representation {
  return { ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } };
}

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

function pseudoParameters(stackName: string): [string, string][] {
  return [
    ['AWS::Region', REGION],
    ['AWS::AccountId', ACCOUNT],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', URL_SUFFIX],
    ['AWS::StackName', stackName],
    ['AWS::StackId', arn('cloudformation', `stack/${stackName}/00000000-0000-0000-0000-000000000000`)],
  ];
}

/** A parameter that names an SSM parameter has the value of that, which is in the cloud. */
function parameterDefaults({ Parameters: parameters = {} }: StackArtifact['template']): [string, string][] {
  return Object.entries(parameters).flatMap(([name, { Type, Default: value }]) =>
    value === undefined || Type.startsWith('AWS::') ? [] : [[name, asText(value)]],
  );
}
