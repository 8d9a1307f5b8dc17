/** An injector changes what a service is made from: an id alone would be a promise that nothing keeps. */
import {
  PropertyInjectors,
  Stack,
  type App,
  type InjectionContext,
  type IPropertyInjector,
} from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Template } from 'aws-cdk-lib/assertions';
import { McpService, type McpServiceProps } from 'cdk-mcp-service';
import { Construct } from 'constructs';
import { ADDER, JWT, NOBODY, newStack } from './stacks';

/** What an organization would put into every app. */
class LogRetention implements IPropertyInjector {
  readonly constructUniqueId = McpService.PROPERTY_INJECTION_ID;
  readonly asked: InjectionContext[] = [];

  constructor(private readonly logRetention: RetentionDays) {}

  inject(props: McpServiceProps, context: InjectionContext): McpServiceProps {
    this.asked.push(context);
    return { logRetention: this.logRetention, ...props };
  }
}

/** Days that the service's own log is kept. */
function daysOf(scope: Construct, more: Partial<McpServiceProps> = {}): unknown {
  new McpService(scope, 'Mcp', { tools: ADDER, auth: JWT, alerts: NOBODY, ...more });
  const logs = Object.values(Template.fromStack(Stack.of(scope)).findResources('AWS::Logs::LogGroup'));
  const [log, ...others] = logs.filter(({ Properties }) => 'DataProtectionPolicy' in Properties);
  expect(others).toEqual([]);
  return log?.Properties.RetentionInDays;
}

let stack: Stack;
let app: App;
beforeEach(() => {
  stack = newStack();
  app = stack.node.root as App;
});

test('the id is what injectors of other repositories are written for', () => {
  expect(McpService.PROPERTY_INJECTION_ID).toBe('cdk-mcp-service.McpService');
});

test('an injector of the app changes a default, and is told where it is asked', () => {
  const injector = new LogRetention(RetentionDays.ONE_YEAR);
  PropertyInjectors.of(app).add(injector);
  expect(daysOf(stack)).toBe(365);
  expect(injector.asked).toEqual([{ scope: stack, id: 'Mcp' }]);
});

test('what the service is given itself stays, where the injector lets it', () => {
  PropertyInjectors.of(app).add(new LogRetention(RetentionDays.ONE_YEAR));
  expect(daysOf(stack, { logRetention: RetentionDays.ONE_WEEK })).toBe(7);
});

test('the nearest injector is asked, and no other', () => {
  const far = new LogRetention(RetentionDays.ONE_YEAR);
  PropertyInjectors.of(app).add(far);
  PropertyInjectors.of(stack).add(new LogRetention(RetentionDays.ONE_DAY));
  expect(daysOf(new Construct(stack, 'Team'))).toBe(1);
  expect(far.asked).toEqual([]);
});

test('injectors for other constructs, and no injector, change nothing', () => {
  PropertyInjectors.of(stack).add({
    constructUniqueId: 'example.Other',
    inject: () => {
      throw new Error('asked');
    },
  });
  expect(daysOf(stack)).toBe(30);
});
