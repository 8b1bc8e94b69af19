import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { type Sandbox, startSandbox } from '#sandbox/start.ts';
import { launchChromium } from '../support/chromium.ts';
import { approvers, pictured, playForBlocks, typedName } from './blocks.ts';

/*
 * `npm run pictures`: the pictures of the README, from the real bot in the sandbox, in both themes. Each is a moment
 * of one story; the animation shows all of them.
 */

const folder = join(import.meta.dirname, '..', '..', 'docs', 'pictures');
const size = { width: 960, height: 620 };
const themes = ['light', 'dark'] as const;
type Theme = (typeof themes)[number];

/** The bars above, the line “6 replies” and the field below a thread, px. */
const aroundThread = 290;

/** One picture of the animation, and how long it is seen, ms. */
interface Frame {
  readonly png: Buffer;
  readonly ms: number;
}

async function main(): Promise<void> {
  await mkdir(folder, { recursive: true });
  await using sandbox = await startSandbox({
    port: 0,
    host: '127.0.0.1',
    env: { PATH: process.env['PATH'] },
    story: pictured,
  });
  const shown = await playForBlocks(sandbox);
  await writeFile(join(folder, 'shown.json'), `${JSON.stringify(shown, null, 2)}\n`);
  const browser = await launchChromium();
  for (const theme of themes) {
    await sandbox.startOver();
    await drawTheme(browser, sandbox, theme);
  }
  await browser.close();
}

async function drawTheme(browser: Browser, sandbox: Sandbox, theme: Theme): Promise<void> {
  for (const { simulator } of sandbox.vendors.all) simulator.clock.setSpeed(4);
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: 2,
    colorScheme: theme,
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(sandbox.url);
  const frames: Frame[] = [];
  const see = async (ms: number) => void frames.push({ png: await still(page), ms });
  const save = async (name: string, what: Locator) => {
    const png = await pictureOf(what);
    await sharp(png)
      .resize({ width: 1_200, withoutEnlargement: true })
      .webp({ quality: 82 })
      .toFile(join(folder, `${name}-${theme}.webp`));
  };

  await page.getByRole('button', { name: 'Type the command for me' }).click();
  await page.getByRole('button', { name: 'Close the hint' }).click();
  await see(3_600);
  await page.getByRole('textbox', { name: 'Message #incidents' }).press('Enter');
  await page.getByRole('button', { name: 'Check it' }).waitFor();
  await see(2_200);
  await page.getByRole('button', { name: 'Check it' }).click();
  await page.getByRole('button', { name: 'Ask for approval' }).waitFor();
  await see(2_200);
  await page.getByRole('button', { name: 'Ask for approval' }).click();
  const card = page
    .getByRole('article')
    .filter({ has: page.getByRole('heading') })
    .first();
  await card.getByText('0 of 2 approved').waitFor();
  await see(2_800);
  // Whom nobody calls sees the card as it is, without a mark.
  await page.getByTestId('switch-gus').click();
  await card.getByText('0 of 2 approved').waitFor();
  await save('card', card);
  for (const id of approvers) {
    await page.getByTestId(`switch-${id === 'U0BEN' ? 'ben' : 'cleo'}`).click();
    await card.getByRole('button', { name: 'Approve…' }).click();
    const form = page.getByRole('dialog', { name: 'Approve this restore?' });
    await form.getByText('It is checked again before it starts').waitFor();
    await form.getByRole('textbox').fill(typedName);
    await see(id === 'U0BEN' ? 2_000 : 1_200);
    await form.getByRole('button', { name: 'Approve' }).click();
    await form.waitFor({ state: 'detached' });
  }
  await card.getByTestId('replies').click();
  const thread = page.getByRole('region', { name: 'Thread' });
  await card.getByText('Restoring').first().waitFor();
  await see(2_000);
  await thread.getByText('Restored').last().waitFor();
  await card.getByText('Restored').first().waitFor();
  await see(3_800);
  await page.getByTestId('switch-gus').click();
  // High enough for the whole thread.
  await page.setViewportSize({ width: 1_400, height: 2_000 });
  await thread.getByText('Restored').last().waitFor();
  await page.setViewportSize({ width: 1_400, height: await heightOf(thread) });
  await save('thread', thread);
  await context.close();
  await animate(frames, theme);
}

/** Of everything in a thread, px: what is scrolled, and what is around it. Measured when it no longer changes. */
async function heightOf(thread: Locator, before?: number): Promise<number> {
  const messages = await thread.getByRole('article').all();
  const boxes = await Promise.all(messages.map(async (each) => each.boundingBox()));
  const sum = boxes.reduce((total, box) => total + (box?.height ?? 0), 0);
  if (sum > 0 && sum === before) return Math.ceil(sum) + aroundThread;
  await thread.page().waitForTimeout(200);
  return heightOf(thread, sum);
}

/** The page draws a changed message again: then the new one is taken. */
async function pictureOf(what: Locator): Promise<Buffer> {
  try {
    return await what.screenshot({ animations: 'disabled' });
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('not attached')) throw error;
    return pictureOf(what);
  }
}

async function still(page: Page): Promise<Buffer> {
  await page.waitForTimeout(500);
  return page.screenshot({ animations: 'disabled' });
}

async function animate(frames: readonly Frame[], theme: Theme): Promise<void> {
  const pages = await Promise.all(
    frames.map(async ({ png }) => sharp(png).resize({ width: size.width }).toBuffer()),
  );
  await sharp(pages, { join: { animated: true } })
    .webp({ quality: 72, effort: 6, delay: frames.map(({ ms }) => ms), loop: 0 })
    .toFile(join(folder, `story-${theme}.webp`));
}

await main();
