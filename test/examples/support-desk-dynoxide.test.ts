import { supportDeskBehavior } from './support-desk/behavior';
import { hasDynoxide } from './support-desk/engine';

const describeIfBuilt = hasDynoxide ? describe : describe.skip;

describeIfBuilt('support-desk on dynoxide', () => {
  supportDeskBehavior('dynoxide');
});
