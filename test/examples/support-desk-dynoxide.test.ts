import { supportDeskBehavior } from './support-desk/behavior';
import { hasDynoxide } from './support-desk/engine';

/** On a platform that dynoxide is not built for, the engine that the desk takes there runs it once more. */
const ENGINE = hasDynoxide ? 'dynoxide' : 'dynalite';

describe(`support-desk on ${ENGINE}`, () => {
  supportDeskBehavior(ENGINE);
});
