import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type Sandbox, startSandbox } from '#sandbox/start.ts';
import { type Story } from '#sandbox/stories.ts';

/** What people do with the real bot on the page. */

/** Where the pictures go, for people to look at. */
const pictures = join('node_modules', '.cache', 'pictures');

export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** The sandbox as `npm run sandbox` starts it, with the vendors' clocks running faster. */
export async function startFastSandbox(
  env: Readonly<Record<string, string | undefined>> = { PATH: process.env['PATH'] },
  story?: Story,
): Promise<Sandbox> {
  const sandbox = await startSandbox({ port: 0, host: '127.0.0.1', env, story });
  for (const { simulator } of sandbox.vendors.all) simulator.clock.setSpeed(10);
  return sandbox;
}

export async function startForm(page: Page, command = '/restore'): Promise<Locator> {
  await page.getByRole('textbox', { name: 'Message #incidents' }).fill(command);
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'Restore from a backup' });
  await form.getByRole('button', { name: /Next|Check it/ }).waitFor();
  return form;
}

/**
 * One option of a select of the form, found by `search` where it is typed. A form that is drawn again closes an open menu:
 * as a person would, it is opened again.
 */
export async function choose(
  page: Page,
  field: string,
  option: string | RegExp,
  search?: string,
): Promise<void> {
  const menu = page.getByRole('dialog').getByRole('combobox', { name: field });
  const wanted = page.getByRole('option', { name: option }).first();
  const until = Date.now() + 60_000;
  for (;;) {
    await menu.click();
    if (search !== undefined) await menu.fill(search);
    try {
      await wanted.click({ timeout: 4_000 });
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

/** From a filled form to the card in the channel. */
export async function review(page: Page, reason: string, submit = 'Ask for approval'): Promise<void> {
  const form = page.getByRole('dialog', { name: 'Restore from a backup' });
  await form.getByRole('textbox', { name: 'Reason or incident' }).fill(reason);
  await form.getByRole('button', { name: 'Check it' }).click();
  const dialog = page.getByRole('dialog', { name: 'Check this request' });
  await dialog.getByRole('button', { name: submit }).waitFor();
  await acceptLoss(dialog);
  await dialog.getByRole('button', { name: submit }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Ticks that so much is lost, where a form wants it. */
export async function acceptLoss(form: Locator): Promise<void> {
  const box = form.getByRole('checkbox', { name: /^I accept/ });
  if ((await box.count()) > 0) await box.check();
}

/** The newest card in the channel. */
export function card(page: Page): Locator {
  return page
    .getByRole('article')
    .filter({ has: page.getByRole('heading') })
    .last();
}

export async function switchTo(page: Page, person: string): Promise<void> {
  await page.getByRole('button', { name: `Switch to ${person}` }).click();
}

/** Opens Approve as the person on the page, types the name if one is wanted, and agrees. */
export async function approve(page: Page, typed?: string): Promise<void> {
  await card(page).getByRole('button', { name: 'Approve…' }).click();
  const approval = page.getByRole('dialog', { name: 'Approve this restore?' });
  await approval.getByText('It is checked again before it starts').waitFor();
  if (typed !== undefined) await approval.getByRole('textbox').fill(typed);
  await acceptLoss(approval);
  await picture(page, 'approval');
  await approval.getByRole('button', { name: 'Approve' }).click();
  await approval.waitFor({ state: 'detached' });
}

/** What only machines should read: Slack's ids of the sandbox's people and places, and vendors' ids of every shape. */
const rawId =
  /[\da-f]{8}-[\da-f]{4}-[\da-f-]+|\b[\da-f]{24}\b|\b[USCGDT]0(?:ANA|BEN|CLEO|DORA|GUS|HANK|RESTOREBOT|ONCALL|DBA|INCIDENTS|GENERAL|WARROOM|ANABEN|SHOP)\b|\bin0\d-\w+|\bdb_cm\w+|\bproj-\w+|\bbackup\d+_\w+/gu;

/** Raw ids that a person reads on the page, outside the panel and the line of a form that names them on purpose. */
export async function rawIds(page: Page): Promise<readonly string[]> {
  const read = page.locator('main, nav, dialog, [role="dialog"]');
  const texts = await read.allInnerTexts();
  const answers = await page.evaluate<string[]>(
    "Array.from(document.querySelectorAll('input'), ({ value }) => value)",
  );
  const lines = [...texts, ...answers].flatMap((text) => text.split('\n'));
  return lines.filter((line) => !line.includes('Ids at ')).flatMap((line) => line.match(rawId) ?? []);
}
