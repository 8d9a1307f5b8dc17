import type { AwsModel, AwsModelProps } from './aws/aws-metrics';
import { containersBlips, containersIncidents, containersModel } from './aws/containers';
import { dynamoDbBlips, dynamoDbIncidents, dynamoDbModel } from './aws/dynamodb';
import { httpApiBlips, httpApiIncidents, httpApiModel } from './aws/http-api';
import { lambdaBlips, lambdaIncidents, lambdaModel } from './aws/lambda';
import { loadBalancerBlips, loadBalancerIncidents, loadBalancerModel } from './aws/load-balancer';
import { restApiBlips, restApiIncidents, restApiModel } from './aws/rest-api';
import { approvalBlips, approvalIncidents } from './incidents/approval-incidents';
import { BLIPS } from './incidents/blips';
import { callIncidents } from './incidents/call-incidents';
import { callerIncidents } from './incidents/caller-incidents';
import { healthIncidents } from './incidents/health-incidents';
import type { Blip, Blips, Incident, Incidents } from './incidents/incident';
import { releaseIncidents } from './incidents/release-incidents';
import { toolIncidents } from './incidents/tool-incidents';
import type { AwsResources, ServiceModel } from './service-model';

/** What an endpoint, a runtime or a store brings: its metrics as AWS would publish them, and what can happen to it. */
interface AwsPart {
  /** The service has it. */
  readonly isIn: (resources: AwsResources) => boolean;
  readonly model: (props: AwsModelProps) => AwsModel;
  readonly incidents: Incidents;
  readonly blips: Blips;
}

const AWS_PARTS: readonly AwsPart[] = [
  {
    isIn: ({ functions }) => functions.length > 0,
    model: lambdaModel,
    incidents: lambdaIncidents,
    blips: lambdaBlips,
  },
  {
    isIn: ({ containers }) => containers.length > 0,
    model: containersModel,
    incidents: containersIncidents,
    blips: containersBlips,
  },
  {
    isIn: ({ httpApis }) => httpApis.length > 0,
    model: httpApiModel,
    incidents: httpApiIncidents,
    blips: httpApiBlips,
  },
  {
    isIn: ({ restApis }) => restApis.length > 0,
    model: restApiModel,
    incidents: restApiIncidents,
    blips: restApiBlips,
  },
  {
    isIn: ({ loadBalancers }) => loadBalancers.length > 0,
    model: loadBalancerModel,
    incidents: loadBalancerIncidents,
    blips: loadBalancerBlips,
  },
  {
    isIn: ({ tables }) => tables.length > 0,
    model: dynamoDbModel,
    incidents: dynamoDbIncidents,
    blips: dynamoDbBlips,
  },
];

const INCIDENTS: readonly Incidents[] = [
  callIncidents,
  toolIncidents,
  callerIncidents,
  releaseIncidents,
  healthIncidents,
  approvalIncidents,
];

export function awsModels(props: AwsModelProps): readonly AwsModel[] {
  return partsOf(props.resources).map(({ model }) => model(props));
}

/** Everything that can go wrong with a service. */
export function incidentsOf(model: ServiceModel): readonly Incident[] {
  return [...serverIncidentsOf(model), ...awsIncidentsOf(model)];
}

/** What can go wrong whatever it runs on: found by what the server itself writes. */
export function serverIncidentsOf(model: ServiceModel): readonly Incident[] {
  return INCIDENTS.flatMap((incidents) => incidents(model));
}

/** What can go wrong with its endpoint, its runtime and its state. */
export function awsIncidentsOf(model: ServiceModel): readonly Incident[] {
  return partsOf(model.resources).flatMap(({ incidents }) => incidents(model));
}

/** Everything that passes before anybody could act. */
export function blipsOf(model: ServiceModel): readonly Blip[] {
  return [...serverBlipsOf(model), ...partsOf(model.resources).flatMap(({ blips }) => blips(model))];
}

/** What passes whatever it runs on. */
export function serverBlipsOf(model: ServiceModel): readonly Blip[] {
  return [...BLIPS, ...approvalBlips(model)];
}

function partsOf(resources: AwsResources): readonly AwsPart[] {
  return AWS_PARTS.filter(({ isIn }) => isIn(resources));
}
