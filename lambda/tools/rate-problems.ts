import { isRate, rateProblem, type Rate, type ToolRates } from '../contract';

const MOST_COST = 1_000;
const CHOICES = new Set(['allow', 'deny']);

/** What is wrong with the rates of one tool. */
export function rateProblems(rates: ToolRates): string[] {
  const { tool, callerTool, cost = 1, whenUnavailable = 'deny' } = rates;
  const costFits = Number.isInteger(cost) && cost >= 1 && cost <= MOST_COST;
  return [
    ...(costFits
      ? []
      : [
          `rates.cost is ${cost}; allowed are whole numbers from 1 to ${MOST_COST}: what one call counts for.`,
        ]),
    ...oneRate('tool', tool, costFits ? cost : 1),
    ...oneRate('callerTool', callerTool, costFits ? cost : 1),
    ...(CHOICES.has(whenUnavailable)
      ? []
      : [`rates.whenUnavailable is '${whenUnavailable}'; allowed are 'allow' and 'deny'.`]),
  ];
}

function oneRate(name: string, rate: Rate | false | undefined, cost: number): string[] {
  if (rate === undefined || rate === false) return [];
  if (!isRate(rate))
    return [`rates.${name} is ${JSON.stringify(rate)}; give { perMinute, burst }, or false for no limit.`];
  const problem = rateProblem(rate, cost);
  return problem === undefined ? [] : [`rates.${name}: ${problem}`];
}
