import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/start.ts';
import { storyOf } from '#sandbox/stories.ts';
import { useBrowser } from '#test/support/browser.ts';
import { acceptLoss, card, picture, startFastSandbox } from './support/restorebot.ts';
import { approveAsAsked, askAsTyped, fitsPhone, hint, started } from './support/story.ts';

const browser = useBrowser();

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startFastSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

describe('an objective, on the page of the sandbox', () => {
  test('a restore over its objective is acknowledged by two people, with an estimate from the past, and its cost is at home', async () => {
    await sandbox.startOver(storyOf('over-objective'));
    for (const { simulator } of sandbox.vendors.all) simulator.clock.setSpeed(10);
    await using opened = await browser.open(sandbox.url, { width: 390, height: 844, dark: true });
    const { page } = opened;
    const next = hint(page);
    const dialog = page.getByRole('dialog');
    const mustTick = 'approvers must accept';
    const past = /Usually takes .* from 5 restores of this database/;

    await next.getByRole('button', { name: 'Type the command for me' }).click();
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Check it' }).click();
    await dialog.getByText(mustTick).waitFor();
    await dialog.getByText(past).waitFor();
    await picture(page, 'objective-review');
    await dialog.getByRole('button', { name: 'Ask for approval' }).click();
    await dialog.getByText('Please complete this required field.').waitFor();
    await acceptLoss(dialog);
    await dialog.getByRole('button', { name: 'Ask for approval' }).click();
    await card(page).getByText(mustTick).waitFor();
    await card(page).getByText(past).waitFor();
    await fitsPhone(page);
    await picture(page, 'objective-card');

    await next.getByRole('button', { name: 'Continue as Ben' }).click();
    await approveAsAsked(page, sandbox);
    await next.getByText('Play another story').waitFor();
    await card(page).getByText('orders are there saw 12,000').first().waitFor();
    await card(page).getByText('The objective shop allows 15 min of lost writes: missed').first().waitFor();
    await picture(page, 'objective-end');
    await page.getByRole('button', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'restorebot', exact: false }).first().click();
    await page.getByText('What restores have cost').waitFor();
    const cost = page.getByText(/shop-prod on prisma-shop: 6 restores/);
    await cost.scrollIntoViewIfNeeded();
    await picture(page, 'objective-home');

    expect(started(sandbox)).toBe(1);
  });

  test('a restore that is submitted again is accepted again by its requester, with the larger number', async () => {
    await sandbox.startOver(storyOf('submitted-again'));
    for (const { simulator } of sandbox.vendors.all) simulator.clock.setSpeed(10);
    await using opened = await browser.open(sandbox.url, { width: 390, height: 844 });
    const { page } = opened;
    const next = hint(page);
    const as = async (person: string) => next.getByRole('button', { name: `Continue as ${person}` }).click();

    await askAsTyped(page, sandbox);
    await as('Ben');
    await approveAsAsked(page, sandbox);
    await next.getByText('a person decides').waitFor();
    await card(page).getByRole('button', { name: 'Submit it again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Ask for approvals' }).click();
    await next.getByText('Approvals began again').waitFor();
    await as('Ana');
    await card(page).getByText('approvers must accept the loss').waitFor();
    await picture(page, 'again-card');
    await card(page).getByRole('button', { name: 'Accept the loss…' }).click();
    const form = page.getByRole('dialog', { name: 'Accept the loss?' });
    await form.getByText('you must accept this loss').waitFor();
    await acceptLoss(form);
    await picture(page, 'again-form');
    await form.getByRole('button', { name: 'Accept' }).click();
    await next.getByText('Approve the new number').waitFor();
    await as('Ben');
    // What a person would follow, had it begun.
    await approveAsAsked(page, sandbox, /^db_cm/u);
    await next.getByText('Play another story').waitFor();
    await card(page).getByText('orders are there saw 12,000').first().waitFor();
    await picture(page, 'again-end');

    expect(started(sandbox)).toBe(1);
  });
});
