import { describe, expect, test } from 'vitest';
import { useBrowser } from '#test/support/browser.ts';
import { isFocused, openRestoreForm, startPage } from './support/page.ts';

const browser = useBrowser();

describe('a modal of the page', () => {
  test('keeps what is typed, and the cursor in it, while the app changes the form', async () => {
    await using at = await startPage(browser);
    const { page } = at;
    const form = await openRestoreForm(page);
    const reason = form.getByRole('textbox', { name: 'Reason or incident' });

    await form.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'One database' }).click();
    await reason.pressSequentially('INC-1 dropped');
    await form.getByRole('textbox', { name: 'Name of the database' }).waitFor();
    await reason.press('Home');
    const kind = await at.slack.as('U_ANA').fillIn({ Kind: 'A whole cluster' });
    await form.getByRole('textbox', { name: 'Name of the cluster' }).waitFor();
    await page.keyboard.type('>');

    expect(kind.every(({ ok }) => ok)).toBe(true);
    expect(await reason.inputValue()).toBe('>INC-1 dropped');
  });

  test('puts each error next to its input, and the focus into the first', async () => {
    await using at = await startPage(browser);
    const { page } = at;
    const form = await openRestoreForm(page);

    await form.getByRole('textbox', { name: 'Reason or incident' }).fill('why not');
    await form.getByRole('button', { name: 'Ask' }).click();
    const kind = form.getByRole('combobox', { name: 'Kind' });
    await form.getByText('Please complete this required field.').first().waitFor();

    expect(await kind.getAttribute('aria-invalid')).toBe('true');
    expect(await isFocused(kind)).toBe(true);
    await kind.press('Enter');
    await page.keyboard.press('Enter');
    await form.getByRole('textbox', { name: 'Name of the cluster' }).fill('movr');
    await form.getByRole('combobox', { name: 'Backup' }).click();
    await page.getByRole('option', { name: 'Backup of 03:10' }).click();
    await form.getByRole('button', { name: 'Ask' }).click();
    await form.getByText('Say which incident.').waitFor();

    const reason = form.getByRole('textbox', { name: 'Reason or incident' });
    await expect.poll(() => isFocused(reason)).toBe(true);
  });

  test('finds options as one types, by keyboard alone, and keeps those of earlier searches', async () => {
    await using at = await startPage(browser);
    const { page } = at;
    const form = await openRestoreForm(page);
    const tables = form.getByRole('combobox', { name: 'Tables' });

    await tables.focus();
    await page.keyboard.type('ri');
    await page.getByRole('option', { name: 'rides' }).waitFor();
    await page.keyboard.press('Enter');
    await form.getByRole('button', { name: 'Remove rides' }).waitFor();
    await page.keyboard.type('u');
    await page.getByRole('option', { name: 'users' }).waitFor();
    await page.keyboard.press('Enter');
    await form.getByRole('button', { name: 'Remove users' }).waitFor();
    await page.keyboard.press('Escape');

    await expect
      .poll(async () => {
        const [view] = await at.slack.as('U_ANA').modals();
        return JSON.stringify(view?.state.values['tables']?.['tables']?.['selected_options']);
      })
      .toMatch(/rides.*users/);
    expect(await form.isVisible()).toBe(true);
  });

  test('says when options do not come, and asks again', async () => {
    await using at = await startPage(browser, { ackTimeoutMs: 400 });
    const { page } = at;
    const form = await openRestoreForm(page);
    const backup = form.getByRole('combobox', { name: 'Backup' });

    await backup.focus();
    await page.keyboard.type('fail');
    await page.getByText('The options could not be loaded.').waitFor();
    await backup.fill('01');

    await page.getByRole('option', { name: 'Backup of 01:10' }).waitFor();
    expect(await page.getByText('The options could not be loaded.').count()).toBe(0);
  });

  test('closes a list, then itself, with Escape, and the app hears of it', async () => {
    await using at = await startPage(browser);
    const { page } = at;
    const form = await openRestoreForm(page);

    await form.getByRole('combobox', { name: 'Backup' }).click();
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('option').count()).toBe(0);
    expect(await form.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });

    await expect.poll(() => at.heard.closed.length).toBe(1);
    const composer = page.getByRole('textbox', { name: 'Message #incidents' });
    expect(await isFocused(composer)).toBe(true);
  });

  test('submits the last letters however fast one is', async () => {
    await using at = await startPage(browser);
    const form = await openRestoreForm(at.page);
    await at.slack.as('U_ANA').fillIn({ Kind: 'A whole cluster' });
    await form.getByRole('textbox', { name: 'Name of the cluster' }).fill('movr');
    await at.slack.as('U_ANA').fillIn({ Backup: 'Backup of 03:10' });

    await form.getByRole('textbox', { name: 'Reason or incident' }).pressSequentially('INC-1234567');
    await at.page.keyboard.press('Control+Enter');
    await form.waitFor({ state: 'hidden' });

    expect(JSON.stringify(at.heard.submitted)).toContain('INC-1234567');
    expect(JSON.stringify(at.heard.submitted)).toContain('"movr"');
  });
});
