import { describe, expect, test } from 'vitest';
import { useBrowser } from '#test/support/browser.ts';
import { card } from './support/page-bot.ts';
import { askForRestore, startPage } from './support/page.ts';

const browser = useBrowser();

describe('the page of the sandbox', () => {
  test('lets a newcomer ask as one person and approve as another', async () => {
    await using at = await startPage(browser);
    const { page } = at;

    await page.getByRole('textbox', { name: 'Message #incidents' }).fill('/re');
    await page.getByRole('option', { name: '/restore' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await askForRestore(page, 'INC-1');
    await page.getByRole('article').filter({ hasText: 'Restore waits for approval' }).waitFor();
    await page.getByRole('button', { name: 'Switch to Ben' }).click();
    await page.getByText('You are Ben').waitFor();
    await page.getByRole('button', { name: 'Approve…' }).click();
    await page.getByRole('button', { name: '2 replies' }).click();

    const thread = page.getByRole('region', { name: 'Thread' });
    await thread.getByText('Restored.').waitFor();
    expect(await page.getByRole('button', { name: 'Approve…' }).count()).toBe(0);
    expect(at.errors).toEqual([]);
  });

  test('marks the person whom a message mentions, until they have seen it', async () => {
    await using at = await startPage(browser);
    const { page } = at;
    const ben = page.getByRole('button', { name: 'Switch to Ben' });

    await at.call('chat.postMessage', { channel: 'C_INC', text: 'look, <!subteam^S_DBA>' });
    await ben.getByText('1').waitFor();
    await ben.click();
    await page.getByText('You are Ben').waitFor();
    await page.getByRole('article').waitFor();
    await page.getByRole('button', { name: 'Switch to Ana' }).click();
    await page.getByText('You are Ana').waitFor();

    await expect.poll(() => ben.textContent()).toBe('BBen');
  });

  test('marks a channel with something new, and shows a private one to its members only', async () => {
    await using at = await startPage(browser);
    const { page } = at;

    await at.slack.as('U_BEN').say('#general', 'news for <@U_ANA>');
    await page.getByRole('button', { name: /^general \(unread\)/ }).click();
    await page.getByRole('article').filter({ hasText: 'news for @Ana' }).waitFor();

    expect(await page.getByRole('button', { name: /^secret \(private\)/ }).count()).toBe(1);
    await page.getByRole('button', { name: 'Switch to Ben' }).click();
    await page.getByText('You are Ben').waitFor();
    await expect.poll(() => page.getByRole('button', { name: /^secret/ }).count()).toBe(0);
  });

  test('shows an ephemeral message to its person only', async () => {
    await using at = await startPage(browser);
    const { page } = at;

    await page.getByRole('textbox', { name: 'Message #incidents' }).fill('/restore quietly');
    await page.keyboard.press('Enter');
    await page.getByRole('article').filter({ hasText: 'Only visible to you' }).waitFor();
    await page.getByRole('button', { name: 'Switch to Ben' }).click();
    await page.getByText('You are Ben').waitFor();
    await page.getByText('Nothing has been written here yet.').waitFor();

    expect(await page.getByRole('article').count()).toBe(0);
  });

  test('says so when a command or a click is not answered in time', async () => {
    await using at = await startPage(browser, { ackTimeoutMs: 400 });
    const { page } = at;
    await at.stopBot();
    await at.call('chat.postMessage', { channel: 'C_INC', text: 'card', blocks: card('U_ANA', 'why') });

    await page.getByRole('textbox', { name: 'Message #incidents' }).fill('/restore');
    await page.keyboard.press('Enter');
    await page.getByText('/restore failed with the error').waitFor();
    await page.getByRole('button', { name: 'Approve…' }).click();

    const warning = page.getByRole('article').getByText('This app is not responding.');
    await expect.poll(() => warning.count()).toBe(1);
  });

  test('asks again before what has a confirm dialog, and takes Escape for a no', async () => {
    await using at = await startPage(browser);
    const { page } = at;
    await at.call('chat.postMessage', { channel: 'C_INC', text: 'card', blocks: card('U_ANA', 'why') });
    const confirm = page.getByRole('dialog', { name: 'Withdraw this request?' });

    await page.getByRole('button', { name: 'Withdraw request' }).click();
    await confirm.waitFor();
    await page.keyboard.press('Escape');
    await confirm.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Withdraw request' }).click();
    await confirm.getByRole('button', { name: 'Withdraw it' }).click();

    await page.getByRole('article').filter({ hasText: 'Withdrawn' }).waitFor();
    const deliveries = await at.slack.deliveries();
    expect(deliveries.filter(({ what }) => what === 'block_actions')).toHaveLength(1);
  });

  test('leaves what is being copied alone while the rest of its message changes', async () => {
    await using at = await startPage(browser);
    const { page } = at;
    const blocks = card('U_ANA', 'INC-1');
    const { ts } = await at.call('chat.postMessage', { channel: 'C_INC', text: 'card', blocks });
    const reason = page.getByText('INC-1');

    await reason.click({ clickCount: 2 });
    const selected = () => page.evaluate<string>('getSelection().toString()');
    expect(await selected()).not.toBe('');
    const later = [
      { type: 'header', text: { type: 'plain_text', text: 'Restoring: 40 %' } },
      ...blocks.slice(1),
    ];
    await at.call('chat.update', { channel: 'C_INC', ts, text: 'card', blocks: later });
    await page.getByRole('heading', { name: 'Restoring: 40 %' }).waitFor();

    expect(await selected()).not.toBe('');
  });

  test('says when the sandbox is gone, and goes on when it is back', async () => {
    await using at = await startPage(browser);
    const { page } = at;

    await at.stop();
    await page.getByRole('alert').filter({ hasText: 'does not answer' }).waitFor();
    await using again = await at.restart();
    await page.getByRole('alert').filter({ hasText: 'does not answer' }).waitFor({ state: 'hidden' });
    await again.call('chat.postMessage', { channel: 'C_INC', text: 'here again' });

    const message = page.getByRole('article').filter({ hasText: 'here again' });
    await expect.poll(() => message.count()).toBe(1);
  });
});
