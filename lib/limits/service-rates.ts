import {
  DEFAULT_RATES,
  RATE_NAMES,
  isRate,
  rateProblem,
  type AuthSettings,
  type Manifest,
  type ServiceRates,
} from '../../lambda/contract';

/** What rates may depend on. */
interface RatesContext {
  readonly manifest: Manifest;
  readonly auth: AuthSettings;
}

/**
 * The service's limits with what was left out filled in.
 *
 * @throws when a rate cannot be kept, or a tool's `cost` could never be taken from it.
 */
export function serviceRates(limits: Partial<ServiceRates>, { manifest, auth }: RatesContext): ServiceRates {
  for (const name of Object.keys(limits)) assertKnown(name);
  const rates: ServiceRates = { ...DEFAULT_RATES, ...limits };
  for (const name of RATE_NAMES) {
    const rate = rates[name];
    if (rate === false) continue;
    if (!isRate(rate)) {
      throw new Error(
        `limits.${name} is ${JSON.stringify(rate)}; give { perMinute, burst }, or false for no limit.`,
      );
    }
    const { cost, tool } = dearest(name, manifest);
    const problem = rateProblem(rate, cost);
    if (problem === undefined) continue;
    const because = cost > 1 ? ` The cost is that of tool '${tool}'.` : '';
    throw new Error(`limits.${name}: ${problem}${because}`);
  }
  if (rates.tenant !== false && (auth.kind === 'unauthenticated' || auth.tenantClaim === undefined)) {
    throw new Error(
      'limits.tenant has no effect: callers have no tenant. Say which claim names it, tenantClaim of McpAuth.cognito or McpAuth.jwt, or leave the limit out.',
    );
  }
  return rates;
}

function assertKnown(name: string): void {
  if (RATE_NAMES.some((known) => known === name)) return;
  throw new Error(`limits has no '${name}'; the limits are ${RATE_NAMES.join(', ')}.`);
}

/** The tool that takes most at once from a limit of the service's. */
function dearest(name: keyof ServiceRates, { tools }: Manifest): { cost: number; tool?: string } {
  const takers = tools.filter(({ effect, rates }) => {
    if (name === 'callerWrites') return effect !== 'read';
    // A tool that has such a limit of its own does not take from the service's.
    return name === 'tool' || name === 'callerTool' ? rates[name] === undefined : true;
  });
  return takers.reduce<{ cost: number; tool?: string }>(
    (most, { name: tool, rates: { cost = 1 } }) => (cost > most.cost ? { cost, tool } : most),
    { cost: 1 },
  );
}
