import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/start.ts';
import { stories, storyOf } from '#sandbox/stories.ts';
import { useBrowser } from '#test/support/browser.ts';
import { acceptLoss, card, picture, rawIds, startFastSandbox } from './support/restorebot.ts';

const browser = useBrowser();

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startFastSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

function hint(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Next step' });
}

async function openPanel(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: /^Sandbox:/ }).click();
  return page.getByRole('complementary', { name: 'Sandbox' });
}

/** Does what the hint says, and nothing that it does not; until it says Restored. */
async function follow(page: Page): Promise<void> {
  const next = hint(page);
  for (;;) {
    await next.getByText(/Ask for|Approve|The answer is lost|Watch the thread|Play another/).waitFor();
    const said = await next.innerText();
    const lead = next.getByRole('button', { name: /^Continue as/ });
    if (said.includes('Play another story')) return;
    if ((await lead.count()) > 0) await lead.click();
    else if (said.includes('Ask for')) await askAsTyped(page);
    else if (said.includes('Approve')) await approveAsAsked(page);
    await expect.poll(() => next.innerText(), { timeout: 60_000 }).not.toBe(said);
  }
}

async function askAsTyped(page: Page): Promise<void> {
  await hint(page).getByRole('button', { name: 'Type the command for me' }).click();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Check it' }).click();
  const ask = page.getByRole('dialog').getByRole('button', { name: 'Ask for approval' });
  await ask.waitFor();
  await acceptLoss(page.getByRole('dialog'));
  await picture(page, `story-${sandbox.story.id}-review`);
  expect(await rawIds(page)).toEqual([]);
  await ask.click();
}

/** Types the name of what is overwritten, and accepts the loss, where the form wants it; `named`: ids that are told on purpose. */
async function approveAsAsked(page: Page, named = /^$/u): Promise<void> {
  await card(page).getByRole('button', { name: 'Approve…' }).click();
  const form = page.getByRole('dialog', { name: 'Approve this restore?' });
  await form.getByText('It is checked again before it starts').waitFor();
  const name = /Type “(.*)” to confirm/.exec(await form.innerText())?.[1];
  if (name !== undefined) await form.getByRole('textbox').fill(name);
  await acceptLoss(form);
  await picture(page, `story-${sandbox.story.id}-approval`);
  expect((await rawIds(page)).filter((id) => !named.test(id))).toEqual([]);
  await form.getByRole('button', { name: 'Approve' }).click();
  await form.waitFor({ state: 'detached' });
}

function started(): number {
  const { cockroach, atlas, prisma, zilliz } = sandbox.vendors;
  return cockroach.started() + atlas.started() + prisma.started() + zilliz.started();
}

/** Begins a story from the panel, and waits for its page. */
async function begin(page: Page, id: string): Promise<void> {
  const story = storyOf(id);
  const incident = /INC-\d+/.exec(story?.text ?? '')?.[0] ?? '';
  const panel = await openPanel(page);
  await panel.getByRole('button', { name: story?.title ?? '' }).click();
  await page.getByRole('article').filter({ hasText: incident }).waitFor();
  for (const { simulator } of sandbox.vendors.all) simulator.clock.setSpeed(10);
}

describe('on the page of the sandbox', () => {
  test.each([
    ['dropped', { width: 1280, height: 800 }, 'payments are there saw 12,000 (expected at least 10,000)'],
    ['two-approvers', { width: 390, height: 844, dark: true }, 'restorebot cannot connect to the database'],
    ['point-in-time', { width: 1280, height: 800, dark: true }, 'Restored'],
    ['lost-answer', { width: 390, height: 844 }, 'Restored'],
    ['empty-table', { width: 390, height: 844, dark: true }, 'rides are there saw 0 (expected at least 1)'],
  ])(
    'the story “%s” can be played by its hints alone, from its start to its end',
    async (story, look, says) => {
      await using opened = await browser.open(sandbox.url, look);
      const { page } = opened;
      await page.getByRole('textbox', { name: 'Message #incidents' }).waitFor();
      if (sandbox.story.id !== story) await begin(page, story);

      await follow(page);
      await card(page).getByText(says).first().waitFor();
      await picture(page, `story-${story}`);
      expect(await rawIds(page)).toEqual([]);

      expect(started()).toBe(1);
      expect(await hint(page).getByRole('button').count()).toBe(stories.length);
    },
  );

  test('a restore over its objective is acknowledged by two people, with an estimate from the past, and its cost is at home', async () => {
    await sandbox.startOver(storyOf('over-objective'));
    for (const { simulator } of sandbox.vendors.all) simulator.clock.setSpeed(10);
    await using opened = await browser.open(sandbox.url, { width: 390, height: 844, dark: true });
    const { page } = opened;
    const next = hint(page);
    const dialog = page.getByRole('dialog');
    const mustTick = 'Requester and approvers must acknowledge that.';
    const past = /usually takes .* from 5 restores of this database/;

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
    await picture(page, 'objective-card');

    await next.getByRole('button', { name: 'Continue as Ben' }).click();
    await approveAsAsked(page);
    await next.getByText('Play another story').waitFor();
    await card(page).getByText('orders are there saw 12,000').first().waitFor();
    await card(page).getByText('the objective shop is 15 min').first().waitFor();
    await picture(page, 'objective-end');
    await page.getByRole('button', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'restorebot', exact: false }).first().click();
    await page.getByText('What restores have cost').waitFor();
    const cost = page.getByText(/shop-prod on prisma-shop: 6 restores/);
    await cost.scrollIntoViewIfNeeded();
    await picture(page, 'objective-home');

    expect(started()).toBe(1);
  });

  test('a restore that is submitted again is accepted again by its requester, with the larger number', async () => {
    await sandbox.startOver(storyOf('submitted-again'));
    for (const { simulator } of sandbox.vendors.all) simulator.clock.setSpeed(10);
    await using opened = await browser.open(sandbox.url, { width: 390, height: 844 });
    const { page } = opened;
    const next = hint(page);
    const as = async (person: string) => next.getByRole('button', { name: `Continue as ${person}` }).click();

    await askAsTyped(page);
    await as('Ben');
    await approveAsAsked(page);
    await next.getByText('a person decides').waitFor();
    await card(page).getByRole('button', { name: 'Submit it again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Ask for approvals' }).click();
    await next.getByText('Approvals began again').waitFor();
    await as('Ana');
    await card(page).getByText('accepted less before and must accept this too').waitFor();
    await picture(page, 'again-card');
    await card(page).getByRole('button', { name: 'Accept the loss…' }).click();
    const form = page.getByRole('dialog', { name: 'Accept the loss?' });
    await form.getByText('may lose more than you accepted').waitFor();
    await acceptLoss(form);
    await picture(page, 'again-form');
    await form.getByRole('button', { name: 'Accept' }).click();
    await next.getByText('Approve the new number').waitFor();
    await as('Ben');
    // What a person would follow, had it begun.
    await approveAsAsked(page, /^db_cm/u);
    await next.getByText('Play another story').waitFor();
    await card(page).getByText('orders are there saw 12,000').first().waitFor();
    await picture(page, 'again-end');

    expect(started()).toBe(1);
  });

  test('shows what vendors were asked, breaks one with a switch, lets approvals expire, and starts over', async () => {
    await sandbox.startOver(storyOf('dropped'));
    await using opened = await browser.open(sandbox.url);
    const { page } = opened;
    const panel = await openPanel(page);

    await askAsTyped(page);
    await panel.getByRole('listitem').filter({ hasText: 'GET /api/v1/clusters' }).first().waitFor();
    await hint(page).getByRole('button', { name: 'Continue as Ben' }).waitFor();
    await panel.getByRole('button', { name: 'Let the approvals expire' }).click();
    await hint(page).getByText('The request expired before it was approved.').waitFor();
    await picture(page, 'panel-expired');

    await panel.getByText('CockroachDB Cloud').click();
    const down = panel.getByRole('switch', { name: 'Is down (503)' }).first();
    await down.check();
    await expect.poll(() => sandbox.vendors.cockroach.faults()).toHaveLength(1);
    await down.uncheck();
    await expect.poll(() => sandbox.vendors.cockroach.faults()).toHaveLength(0);

    await panel.getByRole('button', { name: 'Start over' }).click();
    await hint(page).getByText('Ask for the restore').waitFor();
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
    expect(started()).toBe(0);
  });
});
