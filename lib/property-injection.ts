import { PropertyInjectors, type InjectionContext } from 'aws-cdk-lib';

/**
 * The properties as the nearest injector at or above the scope wants them, as the CDK does it for its own
 * constructs. Its decorator for that is not public, and knows no properties' type.
 */
export function injected<Props>(constructId: string, props: Props, context: InjectionContext): Props {
  const injector = context.scope.node.scopes
    .toReversed()
    .flatMap((scope) =>
      PropertyInjectors.hasPropertyInjectors(scope)
        ? (PropertyInjectors.of(scope).for(constructId) ?? [])
        : [],
    )
    .at(0);
  return injector === undefined ? props : (injector.inject(props, context) as Props);
}
