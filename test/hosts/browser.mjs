/**
 * A person with a real browser, as a process of its own: Chromium's driver wants a newer Node than the tests. Each
 * line on stdin is `{"url","user","picture"}`: it allows what is asked, logs in where it is asked to, and answers with
 * the address where it ended and the pages that it saw.
 */
import { createInterface } from 'node:readline';
import chromium from '@sparticuz/chromium';
import { launch } from 'puppeteer-core';

const browser = await launch({
  // Its own arguments keep everything in one process, which has no room for a second person.
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  executablePath: await chromium.executablePath(),
  headless: 'shell',
});

/** Each person has a browser of their own, with its cookies. */
const people = new Map();

async function follow({ url, user, picture }) {
  if (!people.has(user)) people.set(user, await browser.createBrowserContext());
  const page = await people.get(user).newPage();
  await page.setViewport({ width: 900, height: 820 });
  const seen = [];
  try {
    await page.goto(url, { waitUntil: 'load' });
    for (let step = 0; step < 6; step += 1) {
      const heading = await page.$eval('h1', (element) => element.textContent ?? '').catch(() => '');
      seen.push(heading.trim());
      if (picture) await page.screenshot({ path: `${picture}-${step + 1}.png` });
      const allow = await page.$('button[value="approve"]');
      const password = await page.$('input[type="password"]');
      if (!allow && !password) break;
      if (password) {
        const name = await page.$('input[autocomplete="username"]');
        await name.type(user);
        await password.type('desk');
      }
      const button = allow ?? (await page.$('button[type="submit"], button:not([type])'));
      await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
    }
    return { ended: page.url(), seen };
  } finally {
    await page.close();
  }
}

process.stdout.write(`${JSON.stringify({ ready: await browser.version() })}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const answer = await follow(JSON.parse(line)).catch((error) => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
