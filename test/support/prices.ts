/**
 * Prices of us-east-1, in dollars. A test adds them up; the next who reads the price pages changes them here.
 */
interface Price {
  readonly dollars: number;
  readonly unit: string;
  /** When it was read there; a price from memory says so. */
  readonly date: string;
  readonly page: string;
}

const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';

export const PRICES = {
  alarmMetric: { dollars: 0.1, unit: 'metric in an alarm, a month', date: '2026-05', page: CLOUDWATCH },
  compositeAlarm: { dollars: 0.5, unit: 'composite alarm, a month', date: 'not verified', page: CLOUDWATCH },
  customMetric: { dollars: 0.3, unit: 'metric, a month; by the hour', date: '2026-05', page: CLOUDWATCH },
  dashboard: { dollars: 3, unit: 'dashboard after the third, a month', date: '2026-05', page: CLOUDWATCH },
  logIngestion: { dollars: 0.5, unit: 'GB', date: '2026-05', page: CLOUDWATCH },
  logStorage: { dollars: 0.03, unit: 'GB, a month', date: '2026-05', page: CLOUDWATCH },
  logProtection: { dollars: 0.12, unit: 'GB scanned', date: 'not verified', page: CLOUDWATCH },
  lambdaRequest: { dollars: 0.2 / 1e6, unit: 'request', date: '2026-09-13', page: LAMBDA },
  lambdaArmGigabyteSecond: { dollars: 0.0000133334, unit: 'GB and second', date: '2026-09-13', page: LAMBDA },
  lambdaX86GigabyteSecond: { dollars: 0.0000166667, unit: 'GB and second', date: '2026-09-13', page: LAMBDA },
} as const satisfies Record<string, Price>;

/** The first ones are free in every account, when they show no more metrics than these. */
export const FREE_DASHBOARDS = 3;
export const METRICS_ON_A_FREE_DASHBOARD = 50;
