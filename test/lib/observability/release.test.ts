import { Duration, Stack } from 'aws-cdk-lib';
import { readSettings } from '../../../lambda/contract';
import { releaseOf } from '../../../lib/observability/release';
import { environmentOf, newStack, synthesize } from '../stacks';

const settings = { environment: { TABLE: 'tickets' } };

test('is twelve digits of hex, the same on every machine', () => {
  expect(releaseOf(newStack(), 'a'.repeat(64), settings)).toBe('8e10002e596a');
});

test('changes with the code, with a setting, and with what a setting refers to', () => {
  const stack = newStack();
  const other = new Stack(stack.node.root, 'Other');
  const names = [
    releaseOf(stack, 'a', settings),
    releaseOf(stack, 'b', settings),
    releaseOf(stack, 'a', { environment: { TABLE: 'notes' } }),
    releaseOf(stack, 'a', { environment: { TABLE: stack.stackName } }),
    releaseOf(stack, 'a', { environment: { TABLE: stack.region } }),
    releaseOf(stack, 'a', { environment: { TABLE: other.urlSuffix } }),
  ];
  expect(new Set(names).size).toBe(names.length);
});

test('values that are known when deployed do not make it differ from synth to synth', () => {
  const [one, two] = [0, 1].map(
    () => synthesize((stack) => ({ environment: { REGION: stack.region } })).service.release,
  );
  expect(one).toBe(two);
});

test('the server is told it, and another setting is another release', () => {
  const { service, template } = synthesize();
  expect(readSettings(environmentOf(template)).release).toBe(service.release);
  const slower = synthesize({ slo: { latency: { within: Duration.seconds(3) } } }).service;
  expect(slower.release).not.toBe(service.release);
});
