/**
 * Draws the dashboards of the example from what its server really emits: `npx tsx test/dashboard/render.ts
 * [--out folder] [--hours 72]`. Days pass on the server's clock; the calls and their latencies are real.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { drawDashboard } from '../../local/dashboard/draw/page';
import { readDashboard, refusalsOf } from '../../local/dashboard/dashboard-body';
import { readEvent } from '../../local/dashboard/log-query/event';
import { findBrowser, takePicture } from '../../local/dashboard/screenshot';
import { Teardown } from '../../local/teardown';
import { alarmStates, letDaysPass, metricsOf } from './days';
import { startExampleDesk } from './example-desk';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'cdk.out/dashboard-pictures' },
    hours: { type: 'string', default: '72' },
  },
});

async function main(teardown: Teardown): Promise<void> {
  const folder = resolve(values.out);
  const hours = Number(values.hours);
  const desk = await startExampleDesk('dashboards', teardown);
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  console.log(`${hours} hours of traffic on the server of ${desk.manifest.name}`);
  await letDaysPass(desk, hours, now);
  const { store, problems } = metricsOf(desk, now);
  problems.forEach((problem) => console.log(`CloudWatch would refuse: ${problem}`));
  const events = desk.server.lines.map(({ text, at }) => readEvent(text, at));
  console.log(`${events.length} lines, ${store.written().length} metrics`);
  const evidence = { store, events, alarmStates: alarmStates(desk, store, hours, now) };

  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'lines.jsonl'), desk.server.lines.map(({ text }) => `${text}\n`).join(''));
  const browser = findBrowser(process.env.PATH ?? '');
  if (browser === undefined)
    console.log('NO BROWSER on PATH (chromium, google-chrome): pages only, no pictures');
  for (const { name, body } of desk.dashboards) {
    const dashboard = readDashboard(body, { name, now });
    refusalsOf(dashboard).forEach((line) => console.log(line));
    const { html, height } = drawDashboard(dashboard, evidence);
    const page = join(folder, `${name}.html`);
    const picture = join(folder, `${name}.png`);
    writeFileSync(page, html);
    if (browser !== undefined) await takePicture(browser, page, picture, height);
    console.log(relative(process.cwd(), browser === undefined ? page : picture));
  }
  if (desk.dashboards.length === 0) throw new Error('the example has no dashboards');
}

const teardown = new Teardown();
void main(teardown)
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  .then(() => teardown.run());
