import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Sandbox } from '#sandbox/start.ts';
import { acceptLoss, card, picture, rawIds } from './restorebot.ts';

/** What the page says to do next. */
export function hint(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Next step' });
}

/** So much of a card fits on a phone below the head of the channel, px: nobody scrolls to decide at 3 a.m. */
const phone = { width: 390, card: 560 };

/** Types the command of the story, and asks for approval; on a phone, the card that comes of it fits the screen. */
export async function askAsTyped(page: Page, { story }: Sandbox): Promise<void> {
  await hint(page).getByRole('button', { name: 'Type the command for me' }).click();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Check it' }).click();
  const ask = page.getByRole('dialog').getByRole('button', { name: 'Ask for approval' });
  await ask.waitFor();
  await acceptLoss(page.getByRole('dialog'));
  await picture(page, `story-${story.id}-review`);
  expect(await rawIds(page)).toEqual([]);
  await ask.click();
  if (page.viewportSize()?.width === phone.width) await fitsPhone(page);
}

/** The newest card, which waits for approval, fits the screen of a phone. */
export async function fitsPhone(page: Page): Promise<void> {
  await card(page).getByText('approved').first().waitFor();
  const height = async () => (await card(page).boundingBox())?.height ?? Infinity;
  await expect.poll(height).toBeLessThanOrEqual(phone.card);
}

/** Types the name of what is overwritten, and accepts the loss, where the form wants it; `named`: ids that are told on purpose. */
export async function approveAsAsked(page: Page, { story }: Sandbox, named = /^$/u): Promise<void> {
  await card(page).getByRole('button', { name: 'Approve…' }).click();
  const form = page.getByRole('dialog', { name: 'Approve this restore?' });
  await form.getByText('It is checked again before it starts').waitFor();
  const name = /Type “(.*)” to confirm/.exec(await form.innerText())?.[1];
  if (name !== undefined) await form.getByRole('textbox').fill(name);
  await acceptLoss(form);
  await picture(page, `story-${story.id}-approval`);
  expect((await rawIds(page)).filter((id) => !named.test(id))).toEqual([]);
  await form.getByRole('button', { name: 'Approve' }).click();
  await form.waitFor({ state: 'detached' });
}

/** How many restores the vendors have begun. */
export function started({ vendors }: Sandbox): number {
  const { cockroach, atlas, prisma, zilliz } = vendors;
  return cockroach.started() + atlas.started() + prisma.started() + zilliz.started();
}
