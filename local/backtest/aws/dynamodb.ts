import { blip } from '../incidents/blips';
import type { Blips, Incidents } from '../incidents/incident';
import type { AwsModel, AwsModelProps } from './aws-metrics';

const NAMESPACE = 'AWS/DynamoDB';
const READS = { namespace: NAMESPACE, name: 'ReadThrottleEvents', unit: 'Count' };
const WRITES = { namespace: NAMESPACE, name: 'WriteThrottleEvents', unit: 'Count' };
const THROTTLED = { namespace: NAMESPACE, name: 'ThrottledRequests', unit: 'Count' };

/** Of all minutes, on an ordinary day: a partition that is split throttles a request. */
const SPLIT_SHARE = 0.0005;

/**
 * AWS/DynamoDB of all tables: throttle events by `TableName`, throttled requests by operation too. Nothing
 * while nothing is throttled.
 */
export function dynamoDbModel({ resources, metrics, random }: AwsModelProps): AwsModel {
  return ({ minute }, { table = {} }) => {
    for (const TableName of resources.tables) {
      const split = random.chance(SPLIT_SHARE) ? 1 : 0;
      const throttledReads = table.throttledReads ?? 0;
      const throttledWrites = (table.throttledWrites ?? 0) + split;
      if (throttledReads > 0) {
        metrics.record(READS, { TableName }, minute, [1], [throttledReads]);
        metrics.record(THROTTLED, { TableName, Operation: 'GetItem' }, minute, [1], [throttledReads]);
      }
      if (throttledWrites > 0) {
        metrics.record(WRITES, { TableName }, minute, [1], [throttledWrites]);
        metrics.record(THROTTLED, { TableName, Operation: 'UpdateItem' }, minute, [1], [throttledWrites]);
      }
    }
  };
}

const HOUR = 60;

export const dynamoDbIncidents: Incidents = () => [
  {
    id: 'table-throttled',
    title: 'the tables throttle ten reads and ten writes a minute',
    phases: [{ minutes: HOUR, disturbance: { table: { throttledReads: 10, throttledWrites: 10 } } }],
    alarms: ['StateThrottles'],
    modelled: true,
  },
];

export const dynamoDbBlips: Blips = () => [
  blip('table-throttle', 'a table throttles one request', 1, {
    table: { throttledReads: 1, throttledWrites: 1 },
  }),
];
