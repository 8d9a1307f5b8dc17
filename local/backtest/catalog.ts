import type { AwsModel, AwsModelProps } from './aws/aws-metrics';
import { dynamoDbIncidents, dynamoDbModel } from './aws/dynamodb';
import { httpApiIncidents, httpApiModel } from './aws/http-api';
import { lambdaIncidents, lambdaModel } from './aws/lambda';
import { callIncidents } from './incidents/call-incidents';
import { callerIncidents } from './incidents/caller-incidents';
import { healthIncidents } from './incidents/health-incidents';
import type { Incident, Incidents } from './incidents/incident';
import { releaseIncidents } from './incidents/release-incidents';
import { toolIncidents } from './incidents/tool-incidents';
import type { AwsResources, ServiceModel } from './service-model';

/** What an endpoint, a runtime or a store brings: its metrics as AWS would publish them, and what can happen to it. */
interface AwsPart {
  /** The service has it. */
  readonly isIn: (resources: AwsResources) => boolean;
  readonly model: (props: AwsModelProps) => AwsModel;
  readonly incidents: Incidents;
}

const AWS_PARTS: readonly AwsPart[] = [
  { isIn: ({ functions }) => functions.length > 0, model: lambdaModel, incidents: lambdaIncidents },
  { isIn: ({ httpApis }) => httpApis.length > 0, model: httpApiModel, incidents: httpApiIncidents },
  { isIn: ({ tables }) => tables.length > 0, model: dynamoDbModel, incidents: dynamoDbIncidents },
];

const INCIDENTS: readonly Incidents[] = [
  callIncidents,
  toolIncidents,
  callerIncidents,
  releaseIncidents,
  healthIncidents,
];

export function awsModels(props: AwsModelProps): readonly AwsModel[] {
  return AWS_PARTS.filter(({ isIn }) => isIn(props.resources)).map(({ model }) => model(props));
}

/** Everything that can go wrong with a service. */
export function incidentsOf(model: ServiceModel): readonly Incident[] {
  const parts = AWS_PARTS.filter(({ isIn }) => isIn(model.resources)).map(({ incidents }) => incidents);
  return [...INCIDENTS, ...parts].flatMap((incidents) => incidents(model));
}
