import { isServer } from '../assembly/find-service';
import { asText, resolveIntrinsics, type LocalValues } from '../assembly/intrinsics';
import { TABLE_TYPES } from '../assembly/local-values';
import { isArray, isObject, resourcesOfType, type JsonObject, type Template } from '../assembly/template';
import type { AwsResources, ContainerService, LoadBalancer, RestApi } from './service-model';

/** A resource as it would be deployed; what is not interpreted of it is left out. */
interface Deployed {
  readonly logicalId: string;
  readonly ref: string;
  readonly properties: JsonObject;
}

type Find = (...types: readonly string[]) => readonly Deployed[];

/** Everything of a template that AWS publishes metrics about, under the names that metrics have. */
export function resourcesOf(template: Template, values: LocalValues): AwsResources {
  const { refs, attributes } = values;
  const find: Find = (...types) =>
    resourcesOfType(template, ...types).map(([logicalId, { Properties = {} }]) => {
      const { value } = resolveIntrinsics(Properties, template, values);
      return {
        logicalId,
        ref: refs.get(logicalId) ?? logicalId,
        properties: isObject(value) ? value : {},
      };
    });
  const names = (...types: readonly string[]): string[] => find(...types).map(({ ref }) => ref);
  const functions = resourcesOfType(template, 'AWS::Lambda::Function').filter(([, one]) => isServer(one));
  return {
    functions: functions.map(([logicalId]) => refs.get(logicalId) ?? logicalId),
    containers: find('AWS::ECS::Service').map((service) => containersIn(service, attributes)),
    httpApis: names('AWS::ApiGatewayV2::Api'),
    restApis: restApisIn(find),
    loadBalancers: loadBalancersIn(find, attributes),
    tables: names(...TABLE_TYPES),
  };
}

function containersIn(
  { logicalId, ref, properties }: Deployed,
  attributes: LocalValues['attributes'],
): ContainerService {
  const { Cluster: cluster = 'default', DesiredCount: count = 1 } = properties;
  return {
    cluster: asText(cluster),
    service: attributes.get(`${logicalId}.Name`) ?? ref,
    count: Number(count),
  };
}

function restApisIn(find: Find): readonly RestApi[] {
  return find('AWS::ApiGateway::RestApi').map(({ ref, properties }) => {
    const ofApi = (type: string): JsonObject[] =>
      find(type)
        .map((one) => one.properties)
        .filter(({ RestApiId: api }) => api === ref);
    const settings = ofApi('AWS::ApiGateway::Stage').flatMap(({ MethodSettings: all }) =>
      isArray(all) ? all.filter(isObject) : [],
    );
    const rateLimit = settings.map(({ ThrottlingRateLimit: rate }) => rate).find(isNumber);
    return {
      name: asText(properties.Name ?? ref),
      rateLimit,
      asksForToken: ofApi('AWS::ApiGateway::GatewayResponse').some(
        ({ StatusCode: status }) => status === '401',
      ),
    };
  });
}

function loadBalancersIn(find: Find, attributes: LocalValues['attributes']): readonly LoadBalancer[] {
  const checked = find('AWS::ElasticLoadBalancingV2::TargetGroup')
    .filter(({ properties: { HealthCheckEnabled: enabled = true } }) => enabled === true)
    .map(({ logicalId }) => attributes.get(`${logicalId}.TargetGroupFullName`) ?? logicalId);
  return find('AWS::ElasticLoadBalancingV2::LoadBalancer').map(({ logicalId }) => ({
    name: attributes.get(`${logicalId}.LoadBalancerFullName`) ?? logicalId,
    targetGroups: checked,
  }));
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
