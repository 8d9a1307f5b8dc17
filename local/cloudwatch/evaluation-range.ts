/** How many of the latest points CloudWatch retrieves for N evaluation periods. */
export type EvaluationRange = (evaluationPeriods: number) => number;

/**
 * The guide says only that it retrieves more than N, and 5 in its tables for N = 3 (*Configuring how CloudWatch
 * alarms treat missing data*). This formula gives that 5, and 3 for N = 1.
 */
export const assumedEvaluationRange: EvaluationRange = (evaluationPeriods) =>
  evaluationPeriods + Math.max(Math.floor(evaluationPeriods / 3), 2);
