import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useBrowser } from '#test/support/browser.ts';
import {
  approve,
  card,
  choose,
  picture,
  review,
  startFastSandbox,
  startForm,
  switchTo,
} from './support/restorebot.ts';

const browser = useBrowser();

/** As Ana: `/restore`, the form, the review, and the card in the channel. */
async function ask(page: Page): Promise<void> {
  await startForm(page);
  await choose(page, 'Connection', 'crdb-prod');
  await choose(page, 'What to restore', /^Databases/);
  await choose(page, 'Source cluster', /^orders-prod/);
  await choose(page, 'Backup', /^Latest backup/);
  await choose(page, 'Databases', /payments/, 'payments');
  await page.keyboard.press('Tab');
  await choose(page, 'Destination cluster', /^orders-prod/);
  await picture(page, '1-form');
  await review(page, 'INC-42: a migration dropped payments');
  await card(page).getByText('0 of 1 approved', { exact: false }).first().waitFor();
}

describe('in the browser, a newcomer', () => {
  test('asks as Ana, is refused her own approval, approves as Ben, and watches the thread to its end', async () => {
    await using sandbox = await startFastSandbox();
    await using opened = await browser.open(sandbox.url);
    const { page, errors } = opened;
    await ask(page);
    await picture(page, '3-card');

    await card(page).getByRole('button', { name: 'Approve…' }).click();
    const own = page.getByRole('dialog').getByText('somebody else must decide');
    await own.waitFor();
    await picture(page, '4-own-request');
    await page.keyboard.press('Escape');

    await switchTo(page, 'Ben');
    await approve(page);
    await card(page).getByText('1 of 1 approved').first().waitFor();
    await card(page).getByRole('button', { name: /repl/ }).click();
    const thread = page.getByRole('region', { name: 'Thread' });
    await thread.getByText('CockroachDB Cloud accepted the restore').waitFor();
    await picture(page, '6-running');
    await thread.getByText('Restored').last().waitFor();
    await picture(page, '7-end');

    expect(sandbox.vendors.cockroach.started()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('denies as Ben, with a reason, and nothing is restored', async () => {
    await using sandbox = await startFastSandbox();
    await using opened = await browser.open(sandbox.url, { width: 390, height: 844 });
    const { page, errors } = opened;
    await ask(page);

    await switchTo(page, 'Ben');
    await picture(page, '8-phone-card');
    await card(page).getByRole('button', { name: 'Deny…' }).click();
    const denial = page.getByRole('dialog', { name: /Deny/ });
    await denial.getByRole('textbox', { name: 'Reason' }).fill('The copy of this morning is enough.');
    await picture(page, '9-phone-denial');
    await denial.getByRole('button', { name: 'Deny' }).click();

    await card(page).getByText('The copy of this morning is enough.').first().waitFor();
    expect(await card(page).getByRole('button', { name: 'Approve…' }).count()).toBe(0);
    expect(sandbox.vendors.cockroach.started()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('can do all of it on a machine without any Redis', async () => {
    await using sandbox = await startFastSandbox({ PATH: '' });
    await using opened = await browser.open(sandbox.url);
    const { page } = opened;
    await ask(page);

    await switchTo(page, 'Ben');
    await approve(page);
    await card(page).getByText('Restored').first().waitFor({ timeout: 60_000 });

    expect(sandbox.redis).toBe('embedded');
    expect(sandbox.vendors.cockroach.started()).toBe(1);
  });
});
