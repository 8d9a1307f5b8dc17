import { isObject, type Json, type JsonObject } from '../assembly/template';
import { CloudWatchError } from '../cloudwatch/cloudwatch-error';
import { PropertyReader } from '../cloudwatch/property-reader';
import { readMetricWidget, type MetricWidget, type Shown } from './metric-widget';
import { readTimeRange, type TimeRange } from './time-range';
import { choose, type Choice, type Choices } from './variables';

/** Where a widget is on the grid of 24 columns; without a position it is put where the next one fits. */
export interface Placement {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

export type WidgetContent =
  | MetricWidget
  | { readonly kind: 'text'; readonly markdown: string }
  | { readonly kind: 'log'; readonly query: string; readonly range: TimeRange }
  | { readonly kind: 'alarm'; /** Names. */ readonly alarms: readonly string[] }
  /** Is there, and not understood: the reason is drawn in its place. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface Widget {
  readonly title: string;
  readonly placement: Placement;
  readonly content: WidgetContent;
}

export interface DashboardBody {
  readonly name: string;
  readonly range: TimeRange;
  readonly chosen: readonly Choice[];
  readonly widgets: readonly Widget[];
}

export interface ReadOptions {
  readonly name: string;
  /** When the picture is taken, in milliseconds since the epoch. */
  readonly now: number;
  /** @default - every variable has its own default */
  readonly choices?: Choices;
}

const COLUMNS = 24;
const DEFAULT_SIZE = 6;
const BODY = ['widgets', 'start', 'end', 'periodOverride'];
const WIDGET = ['type', 'x', 'y', 'width', 'height', 'properties'];

/**
 * Reads the body of a dashboard (*Dashboard body structure and syntax*). A widget that is not understood is
 * refused alone; the others are read.
 *
 * @param text - JSON, with intrinsic functions resolved.
 * @throws {CloudWatchError} when it is no body.
 */
export function readDashboard(text: string, { name, now, choices = {} }: ReadOptions): DashboardBody {
  const { body, chosen } = choose(parse(text, name), choices);
  const reader = new PropertyReader(body, name);
  reader.refuseOthers(BODY, 'is not drawn here');
  const shown: Shown = { start: reader.optionalText('start'), end: reader.optionalText('end'), now };
  return {
    name,
    range: readTimeRange(shown.start, shown.end, now),
    chosen,
    widgets: reader.objects('widgets').map((widget, index) => {
      const { properties } = rawWidget(body, index);
      const path = `${name}.widgets[${index}].properties`;
      const title = typeof properties.title === 'string' ? properties.title : '';
      return {
        title,
        placement: readPlacement(widget),
        content: readContent(widget, properties, shown, path),
      };
    }),
  };
}

/** One line for every widget that was not understood. */
export function refusalsOf({ name, widgets }: DashboardBody): string[] {
  return widgets.flatMap(({ title, content }) =>
    content.kind === 'refused' ? [`${name}: the widget '${title}' is not drawn: ${content.reason}`] : [],
  );
}

function parse(text: string, name: string): JsonObject {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (error) {
    throw new CloudWatchError(`the body of ${name} is no JSON: ${String(error)}`);
  }
  if (!isObject(json)) throw new CloudWatchError(`the body of ${name} is no object`);
  return json;
}

function rawWidget({ widgets }: JsonObject, index: number): { properties: JsonObject } {
  const widget = Array.isArray(widgets) ? widgets[index] : undefined;
  const properties = isObject(widget) ? widget.properties : undefined;
  return { properties: isObject(properties) ? properties : {} };
}

function readPlacement(widget: PropertyReader): Placement {
  const size = (name: string): number => (widget.has(name) ? widget.whole(name) : DEFAULT_SIZE);
  return {
    x: widget.has('x') ? widget.number('x') : undefined,
    y: widget.has('y') ? widget.number('y') : undefined,
    width: Math.min(size('width'), COLUMNS),
    height: size('height'),
  };
}

function readContent(
  widget: PropertyReader,
  properties: JsonObject,
  shown: Shown,
  path: string,
): WidgetContent {
  try {
    widget.refuseOthers(WIDGET, 'is not drawn here');
    const reader = widget.object('properties');
    const type = widget.text('type');
    switch (type) {
      case 'metric':
        return readMetricWidget(properties, shown, path);
      case 'text':
        reader.refuseOthers(['markdown', 'background'], 'is not drawn here');
        return { kind: 'text', markdown: reader.text('markdown') };
      case 'log':
        reader.refuseOthers(
          ['title', 'query', 'view', 'region', 'accountId', 'stacked'],
          'is not drawn here',
        );
        if (reader.has('view')) reader.choice('view', ['table']);
        return {
          kind: 'log',
          query: reader.text('query'),
          range: readTimeRange(shown.start, shown.end, shown.now),
        };
      case 'alarm':
        reader.refuseOthers(['title', 'alarms'], 'is not drawn here');
        return { kind: 'alarm', alarms: reader.texts('alarms').map(alarmName) };
      default:
        return { kind: 'refused', reason: `widgets of type '${type}' are not drawn here` };
    }
  } catch (error) {
    if (!(error instanceof CloudWatchError)) throw error;
    return { kind: 'refused', reason: error.message };
  }
}

/** `arn:aws:cloudwatch:<region>:<account>:alarm:<name>`, where names may have colons. */
function alarmName(arn: string): string {
  return arn.split(':alarm:').slice(1).join(':alarm:') || arn;
}
