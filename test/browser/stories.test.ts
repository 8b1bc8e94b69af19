import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/start.ts';
import { stories, storyOf } from '#sandbox/stories.ts';
import { useBrowser } from '#test/support/browser.ts';
import { card, picture, rawIds, startFastSandbox } from './support/restorebot.ts';
import { approveAsAsked, askAsTyped, hint, started } from './support/story.ts';

const browser = useBrowser();

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startFastSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

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
    else if (said.includes('Ask for')) await askAsTyped(page, sandbox);
    else if (said.includes('Approve')) await approveAsAsked(page, sandbox);
    await expect.poll(() => next.innerText(), { timeout: 60_000 }).not.toBe(said);
  }
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
    ['dropped', { width: 390, height: 844 }, 'payments are there saw 12,000 (expected at least 10,000)'],
    ['two-approvers', { width: 390, height: 844, dark: true }, 'restorebot cannot connect to the database'],
    ['point-in-time', { width: 1280, height: 800, dark: true }, 'Restored'],
    ['lost-answer', { width: 1280, height: 800 }, 'Restored'],
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

      expect(started(sandbox)).toBe(1);
      expect(await hint(page).getByRole('button').count()).toBe(stories.length);
    },
  );

  test('shows what vendors were asked, breaks one with a switch, lets approvals expire, and starts over', async () => {
    await sandbox.startOver(storyOf('dropped'));
    await using opened = await browser.open(sandbox.url);
    const { page } = opened;
    const panel = await openPanel(page);

    await askAsTyped(page, sandbox);
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
    expect(started(sandbox)).toBe(0);
  });
});
