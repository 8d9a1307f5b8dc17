import { supportDeskBehavior } from './support-desk/behavior';

describe('support-desk on dynalite', () => {
  supportDeskBehavior('dynalite');
});
