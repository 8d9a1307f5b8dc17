import type { Effect } from '../../lambda/contract';
import type { ToolPace } from './traffic/latency';

export interface ToolModel extends ToolPace {
  readonly name: string;
  readonly effect: Effect;
  /** Calls of it wait for a person. */
  readonly asksForApproval: boolean;
  /** Of all calls of tools; all shares add up to 1. */
  readonly share: number;
}

/** Physical names of what AWS publishes metrics about, as they are in the resolved template. */
export interface AwsResources {
  /** Functions that are the server. */
  readonly functions: readonly string[];
  /** ECS services whose containers are the server. */
  readonly containers: readonly ContainerService[];
  readonly httpApis: readonly string[];
  readonly restApis: readonly RestApi[];
  readonly loadBalancers: readonly LoadBalancer[];
  readonly tables: readonly string[];
}

export interface ContainerService {
  readonly cluster: string;
  readonly service: string;
  /** How many of them run. Nothing is scaled here. */
  readonly count: number;
}

export interface RestApi {
  readonly name: string;
  /** Requests a second that it takes; absent where its stage does not say so. */
  readonly rateLimit?: number;
  /** It answers requests without a token itself. */
  readonly asksForToken: boolean;
}

export interface LoadBalancer {
  readonly name: string;
  /** Groups whose targets it checks; the first one has them, others stand empty between releases. */
  readonly targetGroups: readonly string[];
}

/** What the simulation must know of a service: all of it comes from its cloud assembly. */
export interface ServiceModel {
  readonly service: string;
  /** The release that the template deploys. */
  readonly release: string;
  readonly tools: readonly ToolModel[];
  readonly checks: readonly string[];
  readonly resources: AwsResources;
}

/**
 * Shares of tools of which nothing is known but their order: each has the share of the one before it, less a
 * little, so that there is a busiest tool and a quiet one.
 */
export function sharesOf(count: number): number[] {
  const weights = Array.from({ length: count }, (_, rank) => 1 / Math.sqrt(rank + 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** How many servers live between requests; 0 on Lambda. */
export function containersOf({ containers }: AwsResources): number {
  return containers.reduce((sum, { count }) => sum + count, 0);
}

export function busiest({ tools }: ServiceModel): ToolModel | undefined {
  return tools.toSorted((a, b) => b.share - a.share)[0];
}
