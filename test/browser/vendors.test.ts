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

describe('in the browser, at every vendor', () => {
  test('Prisma: a restore over live data says what is lost, and wants the name typed', async () => {
    await using sandbox = await startFastSandbox();
    await using opened = await browser.open(sandbox.url);
    const { page, errors } = opened;
    await startForm(page, '/restore prisma-shop database');
    await choose(page, 'Source database', /^shop-prod/);
    await choose(page, 'Backup', /^Latest/);
    await choose(page, 'Database to overwrite', /^shop-prod/);
    await review(page, 'INC-50: prices are all zero since the import');

    await card(page)
      .getByText(/Everything written after .* will be lost/)
      .first()
      .waitFor();
    await picture(page, 'prisma-card');
    await switchTo(page, 'Ben');
    await approve(page, 'shop-prod');
    await card(page)
      .getByText(/Restored/)
      .first()
      .waitFor({ timeout: 60_000 });
    await picture(page, 'prisma-end');

    expect(sandbox.vendors.prisma.started()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('Zilliz: a cloned cluster’s password is shown to the requester alone', async () => {
    await using sandbox = await startFastSandbox();
    await using opened = await browser.open(sandbox.url);
    const { page, errors } = opened;
    await startForm(page, '/restore zilliz-vectors cluster');
    await choose(page, 'Source cluster', /^catalogue-prod/);
    await choose(page, 'Backup', /^Latest/);
    await review(page, 'INC-51: compare the index of last night', 'Start the restore');

    await card(page).getByRole('button', { name: 'Show secret…' }).waitFor({ timeout: 60_000 });
    await card(page)
      .getByText(/Restored/)
      .first()
      .waitFor({ timeout: 60_000 });
    await switchTo(page, 'Ben');
    await card(page).getByRole('button', { name: 'Show secret…' }).click();
    await page
      .getByText(/Only .* can show|requester/i)
      .first()
      .waitFor();
    await picture(page, 'zilliz-not-the-requester');
    await page.keyboard.press('Escape');
    await switchTo(page, 'Ana');
    await card(page).getByRole('button', { name: 'Show secret…' }).click();
    const secret = page.getByRole('dialog').locator('pre');
    await secret.waitFor();
    const password = (await secret.innerText()).trim();
    await picture(page, 'zilliz-secret');
    await page.keyboard.press('Escape');

    expect(password.length).toBeGreaterThan(7);
    expect(await page.getByRole('main').innerText()).not.toContain(password);
    expect(sandbox.vendors.zilliz.started()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('Atlas: a point in time over a cluster, approved by name', async () => {
    await using sandbox = await startFastSandbox();
    await using opened = await browser.open(sandbox.url);
    const { page, errors } = opened;
    const form = await startForm(page, '/restore atlas-main point-in-time');
    await choose(page, 'Source cluster', /^shop\/orders \(/);
    await choose(page, 'Target cluster', /^shop\/orders-staging/);
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    await form.getByRole('textbox', { name: 'Point in time' }).fill(`${hourAgo.slice(0, 19)}Z`);
    await picture(page, 'atlas-form');
    await review(page, 'INC-52: back to before the bad deploy');
    await switchTo(page, 'Ben');
    await approve(page, 'shop/orders-staging');
    await card(page)
      .getByText(/Restored/)
      .first()
      .waitFor({ timeout: 60_000 });
    await picture(page, 'atlas-end');

    expect(sandbox.vendors.atlas.started()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('Atlas: the link of a download is shown to the requester alone', async () => {
    await using sandbox = await startFastSandbox();
    await using opened = await browser.open(sandbox.url);
    const { page, errors } = opened;
    await startForm(page, '/restore atlas-main download');
    await choose(page, 'Source cluster', /^shop\/orders \(/);
    await choose(page, 'Snapshot', /^Latest/);
    await review(page, 'INC-53: legal wants the state of last night');
    await switchTo(page, 'Ben');
    await approve(page);
    await switchTo(page, 'Ana');
    await card(page).getByRole('button', { name: 'Show secret…' }).click({ timeout: 60_000 });
    const link = page.getByRole('dialog').locator('pre').first();
    await link.waitFor();
    const address = (await link.innerText()).trim();
    await picture(page, 'atlas-link');
    await page.keyboard.press('Escape');

    expect(address).toMatch(/^https?:/);
    expect(await page.getByRole('main').innerText()).not.toContain(address);
    expect(errors).toEqual([]);
  });

  test('Atlas: a cluster of the old shared tier is told to use Flex', async () => {
    await using sandbox = await startFastSandbox();
    await using opened = await browser.open(sandbox.url);
    const { page } = opened;
    await startForm(page, '/restore atlas-main automated');
    await choose(page, 'Source cluster', /^labs\/forum/);
    await page.getByRole('dialog').getByRole('combobox', { name: 'Snapshot' }).click();

    await page.getByText(/Flex/).first().waitFor();
    await picture(page, 'atlas-tenant');
    expect(sandbox.vendors.atlas.started()).toBe(0);
  });
});
