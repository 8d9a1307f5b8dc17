/** The generated parts of `docs/topologies.md`. */
import { METRICS } from '../../lambda/contract';
import { PRICES } from '../support/prices';
import { ASSUMED } from './assumed';
import { idleMonth, millionCalls, millionWrites, total, type Bill } from './bill';
import { combinations, networks, type Synthesized } from './combinations';
import { contextOf, limitsOf } from './limits';

type Row = readonly string[];

export const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

/** Cells without padding: whoever formats the page pads them. */
function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function bytes(count: number | undefined): string {
  if (count === undefined) return 'no limit';
  return count % 1_048_576 === 0 ? `${count / 1_048_576} MiB` : `${count / 1e6} MB`;
}

function duration(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${seconds / 60} min`;
}

const WAF = { httpApi: 'no', restApi: '`waf: true`', loadBalancer: '`waf: true`' } as const;
const DOMAIN = {
  httpApi: 'not needed',
  restApi: 'needed where callers log in',
  loadBalancer: 'needed',
} as const;

function limitsTable(all: Readonly<Record<string, Synthesized>>): string {
  const rows = Object.entries(all).map(([name, { service }]) => {
    const { kind } = service.endpoint;
    const limits = limitsOf(kind, contextOf(service.manifest, service.runtime.kind));
    return [
      name,
      limits.streams ? 'yes' : 'no',
      duration(limits.replySeconds),
      bytes(limits.requestBytes),
      bytes(limits.replyBytes),
      WAF[kind],
      DOMAIN[kind],
    ];
  });
  return table(['', 'streams', 'a reply takes', 'a request has', 'a reply has', 'web ACL', 'domain'], rows);
}

/** What is paid for in rows, the combinations in columns. */
function billTable(bills: Readonly<Record<string, Bill>>): string {
  const items = [...new Set(Object.values(bills).flatMap((bill) => Object.keys(bill)))];
  const rowOf = (item: string, of: (bill: Bill) => number | undefined): Row => [
    item,
    ...Object.values(bills).map((bill) => {
      const amount = of(bill);
      return amount === undefined ? '' : dollars(amount);
    }),
  ];
  return table(
    ['', ...Object.keys(bills)],
    [...items.map((item) => rowOf(item, (bill) => bill[item])), rowOf('**in all**', total)],
  );
}

const MONTHS = [100_000, 1_000_000, 10_000_000, 50_000_000];

function monthsTable(
  all: Readonly<Record<string, { readonly floor: number; readonly million: number }>>,
): string {
  const rows = Object.entries(all).map(([name, { floor, million }]) => [
    name,
    ...MONTHS.map((calls) => dollars(floor + (million * calls) / 1e6)),
  ]);
  return table(['calls a month', ...MONTHS.map((calls) => calls.toLocaleString('en-US'))], rows);
}

/** A month of what a network is made of, by the name of the option. */
export function networkDollars(): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(networks()).map(([name, { template, service }]) => {
      const bill = idleMonth(template, service.manifest);
      return [
        name,
        ['public addresses', 'NAT gateway', 'interface endpoints'].reduce(
          (sum, item) => sum + (bill[item] ?? 0),
          0,
        ),
      ];
    }),
  );
}

function pricesTable(): string {
  const rows = Object.entries(PRICES).map(([name, { dollars: amount, unit, date, page }]) => [
    `[${name}](${page})`,
    `$${Number((unit.startsWith('request') || unit === 'write unit' ? amount * 1e6 : amount).toPrecision(6))}`,
    unit.startsWith('request') || unit === 'write unit' ? `million times a ${unit}` : unit,
    date,
  ]);
  return table(['price', 'dollars', 'for', 'read'], rows);
}

const metricsOfATool = Object.values(METRICS)
  .flatMap<readonly string[]>(({ dimensions }) => dimensions)
  .filter((set) => set.includes('tool')).length;

function assumptions(): string {
  const { hours, callSeconds, logBytes, accessLogBytes, flowLogBytes, transferBytes, insightsMetrics } =
    ASSUMED;
  return [
    `- A month has ${hours} hours. A call takes ${callSeconds} s in Lambda.`,
    `- A call writes ${logBytes} bytes to the server's log, ${accessLogBytes} to that of an HTTP API, ${flowLogBytes} to that of a network of its own.`,
    `- A request and its reply have ${transferBytes} bytes, on a connection of their own: that is what a load balancer's capacity is used by.`,
    `- Container Insights publishes ${insightsMetrics} metrics of a cluster with one service.`,
    `- A call to a tool that changes something adds ${dollars(millionWrites())} a million, for its idempotency.`,
    `- A tool that is called in every hour of a month has ${metricsOfATool} metrics: ${dollars(metricsOfATool * PRICES.customMetric.dollars)} more.`,
    '- Not counted: traffic to the internet, what is stored in the tables, replies of more than 10 MB, VPC links (no price was found), what handlers call.',
  ].join('\n');
}

/** Each generated part by the name that the page marks it with. */
export function generatedParts(): Readonly<Record<string, string>> {
  const all = combinations();
  const mapped = <Value>(of: (made: Synthesized) => Value): Record<string, Value> =>
    Object.fromEntries(Object.entries(all).map(([name, made]) => [name, of(made)]));
  const floors = mapped(({ template, service }) => idleMonth(template, service.manifest));
  const millions = mapped(({ template }) => millionCalls(template));
  const prices = Object.keys(all).map((name) => [
    name,
    { floor: total(floors[name] ?? {}), million: total(millions[name] ?? {}) },
  ]);
  return {
    limits: limitsTable(all),
    floor: billTable(floors),
    million: billTable(millions),
    months: monthsTable(Object.fromEntries(prices)),
    networks: table(
      ['network', 'a month'],
      Object.entries(networkDollars()).map(([name, amount]) => [`\`${name}\``, dollars(amount)]),
    ),
    assumptions: assumptions(),
    prices: pricesTable(),
  };
}

const PART = /<!-- (\w+): generated -->\n[\s\S]*?<!-- end -->/g;

/** The page with every generated part as it is now. @throws when a part has no place, or a place no part. */
export function withParts(page: string, parts: Readonly<Record<string, string>>): string {
  const places = new Set([...page.matchAll(PART)].map(([, name]) => name));
  const missing = Object.keys(parts).filter((name) => !places.has(name));
  if (missing.length > 0) throw new Error(`The page has no place for ${missing.join(', ')}.`);
  return page.replaceAll(PART, (_place, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`Nothing is generated for '${name}'.`);
    return `<!-- ${name}: generated -->\n\n${part}\n\n<!-- end -->`;
  });
}
