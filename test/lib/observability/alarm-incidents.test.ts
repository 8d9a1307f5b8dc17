/** Each alarm over series made by hand: it fires on its incident, in time, and on nothing else. */
import { AlarmDesk, PROBED, alarmsOf, calls, type Minute, type Watch } from './alarm-desk';
import { supportDesk } from './support-desk';

const { template, stack } = supportDesk();
const alarms = alarmsOf(template);
const RELEASE = `{release=${stack.service.release}}`;
const API = '{ApiId=McpApi2F39B1D0}';
const FUNCTION = '{FunctionName=McpFunctionD30E3E93}';
const TABLE = '{TableName=McpStateLimits9E3CE84D}';

/** So long that three days are full: a service that began today has nothing to compare with. */
const DAYS = 3 * 1_440;

const ok = (perMinute: number): Minute => ({ ...PROBED, ...calls(perMinute) });

/** Quiet minutes, then the incident for as long as told, then quiet again. */
function during(
  incident: (minute: number) => Minute,
  minutes: number,
  { perMinute = 10, before = 120, after = 0 } = {},
): Watch {
  return new AlarmDesk(alarms, 'support-desk')
    .history(before - 10, () => ok(perMinute))
    .pass(10, () => ok(perMinute))
    .pass(minutes, (minute) => ({ ...ok(perMinute), ...incident(minute) }))
    .pass(after, () => ok(perMinute)).result;
}

const notifiedBy = ({ notified }: Watch): string[] => [
  ...new Set(notified.map((text) => text.split(' ')[0] ?? '')),
];

test('a quiet day notifies nobody', () => {
  const oneFault = (minute: number): Minute => (minute % 40 === 0 ? calls(10, { faults: 1, slow: 3 }) : {});
  expect(during(oneFault, 1_440)).toEqual({ fired: {}, notified: [], standing: [] });
});

test('nor does a service that nobody calls', () => {
  const idle = new AlarmDesk(alarms, 'support-desk').pass(2 * 1_440, () => PROBED);
  expect(idle.result).toEqual({ fired: {}, notified: [], standing: [] });
});

describe('the outage', () => {
  test('of half the calls is found within five minutes, and told once', () => {
    const watch = during(() => calls(10, { faults: 5 }), 60);
    expect(watch.fired.Outage).toBeLessThanOrEqual(125);
    expect(watch.notified).toEqual([`Outage ${watch.fired.Outage}`]);
    expect(watch.standing).toEqual(expect.arrayContaining(['Outage', 'AvailabilityBurn']));
  });

  test.each([10, 100])('a minute in which everything fails is none, at %d calls a minute', (perMinute) => {
    const watch = during(() => calls(perMinute, { faults: perMinute }), 1, {
      perMinute,
      before: DAYS,
      after: 120,
    });
    expect(notifiedBy(watch)).toEqual([]);
  });

  test('nor is one into which a clump of calls fell, where few call', () => {
    const clump = during(() => calls(15, { faults: 15 }), 1, { perMinute: 1, before: DAYS, after: 120 });
    expect(clump.fired.AvailabilityBurn6h).toBeDefined();
    expect(notifiedBy(clump)).toEqual([]);
  });

  test('nor is one in the middle of two minutes', () => {
    expect(notifiedBy(during(() => calls(10, { faults: 5 }), 2, { after: 120 }))).toEqual([]);
  });

  test('nor are single faults where hardly anybody calls', () => {
    const seldom = (minute: number): Minute =>
      minute % 6 === 0 ? calls(1, { faults: minute % 60 === 0 ? 1 : 0 }) : {};
    const watch = new AlarmDesk(alarms, 'support-desk').pass(1_440, (minute) => ({
      ...PROBED,
      ...seldom(minute),
    })).result;
    expect(watch.fired.Outage).toBeUndefined();
  });

  test('is over soon after it is', () => {
    expect(during(() => calls(10, { faults: 10 }), 20, { after: 10 }).standing).not.toContain('Outage');
  });
});

describe('the budget', () => {
  test.each<readonly [string, number, number, number]>([
    ['a tenth of the calls, by the hour', 10, 1, 60],
    ['one call in twenty, by six hours', 20, 1, 360],
  ])('%s', (_what, perMinute, faults, within) => {
    const watch = during(() => calls(perMinute, { faults }), within, { perMinute, before: DAYS });
    expect(watch.fired.AvailabilityBurn).toBeLessThanOrEqual(DAYS + within);
    expect(notifiedBy(watch)).toEqual(['AvailabilityBurn']);
  });

  test('one call in a hundred opens a ticket, and pages nobody', () => {
    const watch = during((minute) => (minute % 10 === 0 ? calls(10, { faults: 1 }) : {}), DAYS);
    expect(notifiedBy(watch)).toEqual(['AvailabilitySlowBurn']);
  });

  test('three days later it is over', () => {
    const watch = during((minute) => (minute % 10 === 0 ? calls(10, { faults: 1 }) : {}), DAYS, {
      after: 1_440,
    });
    expect(watch.standing).toEqual(['AvailabilitySlowBurn3d']);
  });

  test('slow calls: nine in ten, by the hour; two in five, by six', () => {
    const fast = during(() => calls(10, { slow: 9 }), 60);
    expect(fast.fired.LatencyBurn).toBeLessThanOrEqual(120 + 55);
    expect(notifiedBy(fast)).toEqual(['LatencyBurn']);
    const slower = during(() => calls(10, { slow: 4 }), 300, { before: DAYS });
    expect(notifiedBy(slower)).toEqual(['LatencyBurn']);
  });

  test('slow calls: one in ten opens a ticket', () => {
    expect(notifiedBy(during(() => calls(10, { slow: 1 }), DAYS))).toEqual(['LatencySlowBurn']);
  });
});

test('one tool that fails one call in twenty is named, while the service looks well', () => {
  const bulk = (minute: number): Minute => {
    const tool = '{tool=bulk_export}';
    const faults = minute % 5 === 0 ? 1 : 0;
    const well = calls(4, {}, '{tool=get_ticket}');
    return { ...well, ...calls(4, { faults }, tool), ...calls(40, { faults }) };
  };
  const watch = during(bulk, 60, { perMinute: 40 });
  expect(watch.fired.Toolbulkexport).toBeLessThanOrEqual(180);
  expect(notifiedBy(watch)).toEqual(['Tools']);
  expect(watch.standing.filter((name) => name.startsWith('Tool'))).toEqual([
    'Toolbulkexport',
    'ToolSpreadbulkexport',
    'Tools',
  ]);
});

describe('a tool that is dead in a healthy service', () => {
  const dead = (minute: number): Minute => ({
    ...calls(3, { faults: 3 }, '{tool=bulk_export}'),
    ...calls(40, { faults: minute % 20 === 0 ? 4 : 3 }),
  });

  test('is named within 12 minutes', () => {
    const watch = during(dead, 30, { perMinute: 40 });
    expect(watch.fired.Tools).toBeLessThanOrEqual(120 + 12);
    expect(watch.standing).toEqual(expect.arrayContaining(['Toolbulkexport', 'ToolSpreadbulkexport']));
  });

  test('for three minutes pages nobody', () => {
    expect(during(dead, 3, { perMinute: 40, after: 60 }).fired.Tools).toBeUndefined();
  });
});

test('in an outage the tools are not told as well', () => {
  const everything = calls(10, { faults: 10 }, '{tool=get_ticket}');
  const watch = during(() => everything, 60);
  expect(watch.standing).toContain('Tools');
  expect(notifiedBy(watch)).toEqual(['Outage']);
});

describe('the release', () => {
  test('that fails a tenth of its few calls is seen, and notifies nobody', () => {
    const canary = (minute: number): Minute => ({
      [`Calls${RELEASE}`]: [1, 1],
      [`Faults${RELEASE}`]: [minute % 2, 0],
      [`Slow${RELEASE}`]: [0, 0],
    });
    const watch = during(canary, 10);
    expect(watch.fired.ReleaseFaults).toBeLessThanOrEqual(130);
    expect(watch.notified).toEqual([]);
  });

  test('that is slow is seen too', () => {
    const slow: Minute = {
      [`Calls${RELEASE}`]: [1, 1],
      [`Faults${RELEASE}`]: [0, 0],
      [`Slow${RELEASE}`]: [1, 1],
    };
    expect(during(() => slow, 5).standing).toEqual(['ReleaseSlow']);
  });

  test('the one before may fail as it likes', () => {
    const old = {
      'Calls{release=old}': [1, 1, 1],
      'Faults{release=old}': [1, 1, 1],
      'Slow{release=old}': [1, 1, 1],
    };
    expect(during(() => old, 10).fired).toEqual({});
  });
});

test('a caller that repeats what is refused opens a ticket; a few refusals do not', () => {
  expect(notifiedBy(during(() => calls(20, { refusals: 12 }), 30))).toEqual(['Refusals']);
  expect(notifiedBy(during(() => calls(20, { refusals: 8 }), 30))).toEqual([]);
  expect(notifiedBy(during(() => calls(3, { refusals: 3 }), 30, { perMinute: 3 }))).toEqual([]);
  expect(during(() => calls(20, { faults: 20 }), 30).fired.Refusals).toBeUndefined();
});

test('one unknown outcome opens a ticket, and goes by itself', () => {
  const watch = during(() => ({ UnknownOutcomes: [1] }), 1, { after: 6 });
  expect(watch.notified).toEqual(['UnknownOutcomes 121']);
  expect(watch.standing).toEqual([]);
});

describe('the line of every minute', () => {
  test('a check that is down pages after three minutes; two minutes are a blip', () => {
    const down: Minute = { HealthChecksDown: [1] };
    expect(during(() => down, 10).notified).toEqual(['HealthChecks 123']);
    expect(during(() => down, 2, { after: 10 }).notified).toEqual([]);
  });

  test('a server that writes nothing pages after ten, called or not', () => {
    const dead = new AlarmDesk(alarms, 'support-desk').pass(60, () => PROBED).pass(30, () => ({})).result;
    expect(dead.notified).toEqual(['Silent 70']);
    // It says so in INSUFFICIENT_DATA.
    expect(dead.standing).toEqual([]);
  });

  test('nine minutes without it are none, and it is over with the next line', () => {
    const gap = new AlarmDesk(alarms, 'support-desk')
      .pass(60, () => PROBED)
      .pass(9, () => ({}))
      .pass(5, () => PROBED);
    expect(gap.result.notified).toEqual([]);
    const back = new AlarmDesk(alarms, 'support-desk')
      .pass(60, () => PROBED)
      .pass(60, () => ({}))
      .pass(1, () => PROBED);
    expect(back.result.notified).toEqual(['Silent 70']);
    // Over: silence is told again.
    expect(back.pass(30, () => ({})).result.notified).toEqual(['Silent 70', 'Silent 131']);
  });

  test('a new stack pages nobody before its first line, however late that is; silence after it does', () => {
    const created = new AlarmDesk(alarms, 'support-desk').pass(60, () => ({}));
    expect(created.result).toEqual({ fired: {}, notified: [], standing: [] });
    expect(created.pass(1, () => PROBED).result.notified).toEqual([]);
    expect(created.pass(30, () => ({})).result.notified).toEqual(['Silent 71']);
  });
});

describe('a call that waits for approval', () => {
  /** Asked half a minute before it is first seen. */
  const waits = (minute: number): Minute => ({ ApprovalsOldestAge: [(minute - 120) * 60 + 30] });

  test('opens a ticket when it has waited for more than 15 minutes in three lines', () => {
    const watch = during(waits, 30, { after: 3 });
    expect(watch.notified).toEqual(['ApprovalsStale 138']);
    expect(watch.standing).toEqual([]);
  });

  test('for 10 minutes opens none, nor for 17', () => {
    for (const minutes of [10, 17]) expect(during(waits, minutes, { after: 30 }).notified).toEqual([]);
  });
});

test.each<readonly [string, Minute, string]>([
  ['a function that does not start', { [`AWS/Lambda Errors${FUNCTION}`]: [1] }, 'FunctionErrors'],
  ['no concurrency left', { [`AWS/Lambda Throttles${FUNCTION}`]: [1, 1, 1] }, 'FunctionThrottles'],
  [
    'an endpoint that gets no answer',
    { [`AWS/ApiGateway Count${API}`]: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [`AWS/ApiGateway 5xx${API}`]: [1, 1] },
    'EndpointErrors',
  ],
  [
    'an endpoint that throttles',
    {
      [`AWS/ApiGateway Count${API}`]: Array.from({ length: 100 }, () => 1),
      [`AWS/ApiGateway 4xx${API}`]: Array.from({ length: 20 }, () => 1),
      Unauthorized: [1, 1, 1, 1, 1],
    },
    'EndpointThrottles',
  ],
  ['a table that throttles', { [`AWS/DynamoDB WriteThrottleEvents${TABLE}`]: [2, 1] }, 'StateThrottles'],
])('%s', (_what, minute, alarm) => {
  expect(notifiedBy(during(() => minute, 10, { after: 10 }))).toEqual([alarm]);
  expect(during(() => minute, 10, { after: 15 }).standing).toEqual([]);
});

test('requests without a good token are no sign of throttling', () => {
  const stranger = {
    [`AWS/ApiGateway Count${API}`]: Array.from({ length: 100 }, () => 1),
    [`AWS/ApiGateway 4xx${API}`]: Array.from({ length: 90 }, () => 1),
    Unauthorized: Array.from({ length: 90 }, () => 1),
  };
  expect(during(() => stranger, 20).notified).toEqual([]);
});
