import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '#sandbox/start.ts';
import { createLog } from '#src/log.ts';
import { startBrowser, type TestBrowser } from '#test/support/browser.ts';

/** Where the pictures go, for people to look at. */
const pictures = join('node_modules', '.cache', 'pictures');

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
  await mkdir(pictures, { recursive: true });
});
afterAll(() => browser[Symbol.asyncDispose]());

const log = createLog('error');

/** The sandbox as `npm run sandbox` starts it, with the vendor's clock running faster. */
async function start(
  env: Record<string, string | undefined> = { PATH: process.env['PATH'] },
): Promise<Sandbox> {
  const sandbox = await startSandbox({ port: 0, host: '127.0.0.1', env, log });
  sandbox.vendors.cockroach.clock.setSpeed(10);
  return sandbox;
}

async function choose(page: Page, field: string, option: string | RegExp): Promise<void> {
  await page.getByRole('dialog').getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option }).first().click();
}

/** As Ana: `/restore`, the form, the review, and the card in the channel. */
async function ask(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Message #incidents' }).fill('/restore');
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'Restore from a backup' });
  await choose(page, 'What to restore', /^Databases/);
  await choose(page, 'Source cluster', /^orders-prod/);
  await choose(page, 'Backup', /^Latest backup/);
  const databases = form.getByRole('combobox', { name: 'Databases' });
  await databases.click();
  await databases.fill('payments');
  await page
    .getByRole('option', { name: /payments/ })
    .first()
    .click();
  await page.keyboard.press('Tab');
  await choose(page, 'Destination cluster', /^orders-prod/);
  await form
    .getByRole('textbox', { name: 'Reason or incident' })
    .fill('INC-42: a migration dropped payments');
  await page.screenshot({ path: join(pictures, '1-form.png') });
  await form.getByRole('button', { name: 'Check it' }).click();
  const review = page.getByRole('dialog', { name: 'Check this request' });
  await review.getByText('must approve this').waitFor();
  await page.screenshot({ path: join(pictures, '2-review.png') });
  await review.getByRole('button', { name: 'Ask for approval' }).click();
  await card(page).getByText('0 of 1 approved', { exact: false }).first().waitFor();
}

function card(page: Page) {
  return page
    .getByRole('article')
    .filter({ has: page.getByRole('heading') })
    .last();
}

describe('in the browser, a newcomer', () => {
  test('asks as Ana, is refused her own approval, approves as Ben, and watches the thread to its end', async () => {
    await using sandbox = await start();
    await using opened = await browser.open(sandbox.url);
    const { page, errors } = opened;
    await ask(page);
    await page.screenshot({ path: join(pictures, '3-card.png') });

    await card(page).getByRole('button', { name: 'Approve…' }).click();
    const own = page.getByRole('dialog').getByText('somebody else must decide');
    await own.waitFor();
    await page.screenshot({ path: join(pictures, '4-own-request.png') });
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Switch to Ben' }).click();
    await card(page).getByRole('button', { name: 'Approve…' }).click();
    const approval = page.getByRole('dialog', { name: /Approve/ });
    await approval.getByText('Checked at the vendor').waitFor();
    await page.screenshot({ path: join(pictures, '5-approval.png') });
    await approval.getByRole('button', { name: 'Approve' }).click();
    await card(page).getByText('1 of 1 approved').first().waitFor();
    await card(page).getByRole('button', { name: /repl/ }).click();
    const thread = page.getByRole('region', { name: 'Thread' });
    await thread.getByText('The vendor took it').waitFor();
    await page.screenshot({ path: join(pictures, '6-running.png') });
    await thread.getByText('Restored and checked').last().waitFor();
    await page.screenshot({ path: join(pictures, '7-end.png') });

    expect(sandbox.vendors.cockroach.started()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('denies as Ben, with a reason, and nothing is restored', async () => {
    await using sandbox = await start();
    await using opened = await browser.open(sandbox.url, { width: 390, height: 844 });
    const { page, errors } = opened;
    await ask(page);

    await page.getByRole('button', { name: 'Switch to Ben' }).click();
    await page.screenshot({ path: join(pictures, '8-phone-card.png') });
    await card(page).getByRole('button', { name: 'Deny…' }).click();
    const denial = page.getByRole('dialog', { name: /Deny/ });
    await denial.getByRole('textbox', { name: 'Reason' }).fill('The copy of this morning is enough.');
    await page.screenshot({ path: join(pictures, '9-phone-denial.png') });
    await denial.getByRole('button', { name: 'Deny' }).click();

    await card(page).getByText('The copy of this morning is enough.').first().waitFor();
    expect(await card(page).getByRole('button', { name: 'Approve…' }).count()).toBe(0);
    expect(sandbox.vendors.cockroach.started()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('can do all of it on a machine without any Redis', async () => {
    await using sandbox = await start({ PATH: '' });
    await using opened = await browser.open(sandbox.url);
    const { page } = opened;
    await ask(page);

    await page.getByRole('button', { name: 'Switch to Ben' }).click();
    await card(page).getByRole('button', { name: 'Approve…' }).click();
    const approval = page.getByRole('dialog', { name: /Approve/ });
    await approval.getByText('Checked at the vendor').waitFor();
    await approval.getByRole('button', { name: 'Approve' }).click();
    await card(page).getByText('Restored and checked').first().waitFor({ timeout: 60_000 });

    expect(sandbox.redis).toBe('embedded');
    expect(sandbox.vendors.cockroach.started()).toBe(1);
  });
});
