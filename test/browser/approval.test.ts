import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { createSlackClient } from '#sandbox/slack/client.ts';
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

const target = 'billing-prod';

/** As Ana: the whole of a production cluster, over itself; the rule wants two. */
async function ask(page: Page): Promise<void> {
  await startForm(page, '/restore crdb-prod cluster');
  await choose(page, 'Source cluster', new RegExp(`^${target}`, 'u'));
  await choose(page, 'Backup', /^Latest backup/);
  await choose(page, 'Destination cluster', new RegExp(`^${target}`, 'u'));
  await review(page, 'INC-60: the invoices of March are gone');
  await cardSays(page, '0 of 2 approved');
}

async function cardSays(page: Page, words: string): Promise<void> {
  await card(page).getByText(words, { exact: false }).first().waitFor();
}

/** A whole cluster is restored only where no database stands. */
function emptied({ vendors }: Awaited<ReturnType<typeof startFastSandbox>>): void {
  vendors.cockroach.dropDatabase(target, 'invoices');
}

describe('in the browser', () => {
  test('two approvers: a withdrawn vote, votes void because the backup went, a newer one used, and the restore', async () => {
    await using sandbox = await startFastSandbox();
    await using opened = await browser.open(sandbox.url, { height: 1_300 });
    const { page, errors } = opened;
    await ask(page);
    await picture(page, 'two-1-card');

    await switchTo(page, 'Ben');
    await approve(page, target);
    await cardSays(page, '1 of 2 approved');
    await picture(page, 'two-2-one-vote');
    await card(page).getByRole('button', { name: 'Withdraw my approval' }).click();
    await cardSays(page, '0 of 2 approved');
    await approve(page, target);
    await switchTo(page, 'Cleo');
    await approve(page, target);
    await cardSays(page, 'Approved, waiting to start');
    await picture(page, 'two-3-held');

    const newest = sandbox.vendors.cockroach.backupsOf(target).at(-1);
    sandbox.vendors.cockroach.dropBackup(target, newest?.id ?? '');
    await card(page).getByRole('button', { name: 'Check now' }).click();
    await cardSays(page, '0 of 2 approved');
    await card(page).getByRole('button', { name: /repl/ }).click();
    const thread = page.getByRole('region', { name: 'Thread' });
    await thread.getByText('The approvals no longer count').waitFor();
    await thread.getByText('no longer listed').waitFor();
    await picture(page, 'two-4-void');

    sandbox.vendors.cockroach.addBackup(target);
    await card(page).getByRole('button', { name: 'Approve…' }).click();
    const form = page.getByRole('dialog', { name: 'Approve this restore?' });
    await form.getByText('A newer backup exists').waitFor();
    await picture(page, 'two-5-newer');
    await form.getByRole('button', { name: 'Use the newer backup' }).click();
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('The request has a new plan').waitFor();
    await page.keyboard.press('Escape');
    // Cleo chose the backup, so two others approve it.
    await switchTo(page, 'Ben');
    await approve(page, target);
    await switchTo(page, 'Dora');
    emptied(sandbox);
    await approve(page, target);
    await card(page)
      .getByText(/Restored/u)
      .first()
      .waitFor({ timeout: 60_000 });
    await picture(page, 'two-6-end');

    expect(sandbox.vendors.cockroach.started()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('on a phone, break-glass is announced, runs, and is reviewed by somebody else', async () => {
    await using sandbox = await startFastSandbox();
    await using opened = await browser.open(sandbox.url, { width: 390, height: 844 });
    const { page, errors } = opened;
    await ask(page);
    emptied(sandbox);

    await switchTo(page, 'Dora');
    await card(page).getByRole('button', { name: 'More options' }).click();
    await page.getByRole('menuitem', { name: 'Break glass…' }).click();
    await page.getByText('You cannot start this restore alone').waitFor();
    await picture(page, 'glass-1-refused');
    await page.keyboard.press('Escape');

    await switchTo(page, 'Cleo');
    await picture(page, 'glass-2-card');
    // All that a card asks is in view on a phone at once, even with a requirement and four who may approve.
    await expect.poll(async () => (await card(page).boundingBox())?.height).toBeLessThanOrEqual(600);
    await card(page).getByRole('button', { name: 'More options' }).click();
    await page.getByRole('menuitem', { name: 'Break glass…' }).click();
    const form = page.getByRole('dialog', { name: 'Use break-glass?' });
    await form.getByText('It is checked again before it starts').waitFor();
    await picture(page, 'glass-3-form-top');
    await form.getByRole('textbox', { name: 'Why alone' }).fill('Nobody else answers, and checkout is down.');
    await form.getByRole('textbox', { name: 'Type' }).fill(`${target} `);
    await form.getByRole('button', { name: 'Use break-glass' }).click();
    await form.getByText('there is white space after it').waitFor();
    await picture(page, 'glass-4-form-typed');
    await form.getByRole('textbox', { name: 'Type' }).fill(target);
    await form.getByRole('button', { name: 'Use break-glass' }).click();
    await form.waitFor({ state: 'detached' });
    await cardSays(page, 'used break-glass');
    await card(page)
      .getByText(/Restored/u)
      .first()
      .waitFor({ timeout: 60_000 });
    await picture(page, 'glass-5-card-after');

    await switchTo(page, 'Dora');
    await card(page).getByRole('button', { name: 'Review…' }).click();
    const looked = page.getByRole('dialog', { name: 'Review the break-glass' });
    await looked
      .getByRole('textbox', { name: 'What you found' })
      .fill('Right to do. Call the second DBA earlier.');
    await picture(page, 'glass-6-review');
    await looked.getByRole('button', { name: 'Reviewed' }).click();
    await looked.waitFor({ state: 'detached' });
    await cardSays(page, 'Call the second DBA earlier.');
    await picture(page, 'glass-7-reviewed');

    const loud = await createSlackClient(sandbox.url).as('U0DORA').messages('#general');
    expect(loud.filter(({ text }) => text.includes('used break-glass'))).toHaveLength(1);
    expect(sandbox.vendors.cockroach.started()).toBe(1);
    expect(errors).toEqual([]);
  });
});
