import { isArray, isObject, type JsonObject } from '../assembly/template';
import { PropertyReader } from '../cloudwatch/property-reader';
import { readMetricRows, type MetricRow } from './metric-rows';
import { readTimeRange, type TimeRange } from './time-range';

const VIEWS = ['timeSeries', 'singleValue', 'gauge'] as const;

/** A line across a chart. */
export interface HorizontalLine {
  readonly value: number;
  readonly label: string;
  readonly yAxis: 'left' | 'right';
}

export interface Axis {
  readonly min?: number;
  readonly max?: number;
  readonly label?: string;
  readonly showUnits: boolean;
}

export interface MetricWidget {
  readonly kind: 'metric';
  readonly view: (typeof VIEWS)[number];
  readonly stacked: boolean;
  readonly rows: readonly MetricRow[];
  readonly range: TimeRange;
  /** One period over the whole range, whatever the rows say. */
  readonly isOnePeriod: boolean;
  readonly lines: readonly HorizontalLine[];
  readonly left: Axis;
  readonly right: Axis;
}

/** The range that a dashboard shows, and when now is. */
export interface Shown {
  readonly start?: string;
  readonly end?: string;
  readonly now: number;
}

/** Properties that are read, and those that change nothing in a picture. */
const KNOWN = [
  'title',
  'view',
  'stacked',
  'metrics',
  'region',
  'accountId',
  'period',
  'stat',
  'start',
  'end',
  'setPeriodToTimeRange',
  'annotations',
  'yAxis',
  'legend',
  'liveData',
  'timezone',
  'sparkline',
  'singleValueFullPrecision',
];

/** @throws {CloudWatchError} when the properties are not as CloudWatch has them, or not drawn here. */
export function readMetricWidget(properties: JsonObject, shown: Shown, path: string): MetricWidget {
  const widget = new PropertyReader(properties, path);
  widget.refuseOthers(KNOWN, 'is not drawn here');
  const axes = widget.has('yAxis') ? widget.object('yAxis') : new PropertyReader({}, path);
  const defaults = {
    periodSeconds: widget.has('period') ? widget.whole('period') : 300,
    statistic: widget.optionalText('stat') ?? 'Average',
  };
  return {
    kind: 'metric',
    view: widget.has('view') ? widget.choice('view', VIEWS) : 'timeSeries',
    stacked: widget.flag('stacked', false),
    rows: readMetricRows(properties.metrics, defaults, path),
    range: readTimeRange(
      widget.optionalText('start') ?? shown.start,
      widget.optionalText('end') ?? shown.end,
      shown.now,
    ),
    isOnePeriod: widget.flag('setPeriodToTimeRange', false),
    lines: readLines(properties, path),
    left: readAxis(axes, 'left'),
    right: readAxis(axes, 'right'),
  };
}

function readAxis(axes: PropertyReader, side: 'left' | 'right'): Axis {
  if (!axes.has(side)) return { showUnits: true };
  const axis = axes.object(side);
  axis.refuseOthers(['min', 'max', 'label', 'showUnits'], 'is not drawn here');
  return {
    min: axis.has('min') ? axis.number('min') : undefined,
    max: axis.has('max') ? axis.number('max') : undefined,
    label: axis.optionalText('label'),
    showUnits: axis.flag('showUnits', true),
  };
}

function readLines({ annotations }: JsonObject, path: string): HorizontalLine[] {
  if (!isObject(annotations)) return [];
  const place = `${path}.annotations`;
  new PropertyReader(annotations, place).refuseOthers(['horizontal'], 'is not drawn here');
  const { horizontal = [] } = annotations;
  // A band is a list of two lines.
  const lines = isArray(horizontal) ? horizontal.flatMap((line) => (isArray(line) ? line : [line])) : [];
  return lines.filter(isObject).flatMap((properties) => {
    const line = new PropertyReader(properties, place);
    if (!line.flag('visible', true)) return [];
    return [
      {
        value: line.number('value'),
        label: line.optionalText('label') ?? '',
        yAxis: line.has('yAxis') ? line.choice('yAxis', ['left', 'right']) : 'left',
      },
    ];
  });
}
