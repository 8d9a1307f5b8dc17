/** A process of the pool: gets the service, then one experiment after the other. */
import { observe, type Experiment } from './experiment';
import type { ServiceUnderTest } from './service-under-test';

let service: ServiceUnderTest | undefined;

process.on('message', (message: { service: ServiceUnderTest } | { experiment: Experiment }) => {
  if ('service' in message) service = message.service;
  else if (service) process.send?.(observe(service, message.experiment));
});
