/**
 * Loaded before a server's own code: its clock begins at the moment that the second argument names and goes on from
 * the one that the last message named, so that days of traffic take seconds. How long a call takes stays real.
 */
const realNow = Date.now.bind(Date);
let shift = Number(process.argv[3]) - realNow();
const now = () => realNow() + shift;

globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});

process.on('message', (/** @type {{ now?: number }} */ { now: given }) => {
  if (given !== undefined) shift = given - realNow();
});
