import { supportDeskBehavior } from './support-desk/behavior';
import { hasDynoxide } from './support-desk/engine';

if (!hasDynoxide) {
  console.warn('Skipped: dynoxide is not built for this platform. The same suite runs on dynalite.');
}
const describeIfBuilt = hasDynoxide ? describe : describe.skip;

describeIfBuilt('support-desk on dynoxide', () => {
  supportDeskBehavior('dynoxide');
});
