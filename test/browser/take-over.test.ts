import { expect, test } from 'vitest';
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

test('a restore that cannot be followed any more is taken over, not submitted twice, and closed', async () => {
  await using sandbox = await startFastSandbox();
  await using opened = await browser.open(sandbox.url, { height: 1_300 });
  const { page, errors } = opened;
  const { cockroach } = sandbox.vendors;
  const says = (words: string | RegExp) => card(page).getByText(words).first().waitFor();
  await startForm(page, '/restore crdb-prod database');
  await choose(page, 'Source cluster', /^orders-prod/);
  await choose(page, 'Backup', /^Latest/);
  await choose(page, 'Destination cluster', /^orders-prod/);
  await choose(page, 'Databases', /payments/, 'payments');
  await review(page, 'INC-61: a migration dropped payments');
  cockroach.clock.setSpeed(0);
  await switchTo(page, 'Ben');
  await approve(page);
  await says(/Restoring/);

  cockroach.fault({
    method: 'GET',
    path: '/restores/',
    times: 10_000,
    action: { type: 'status', status: 401, message: 'the key was revoked' },
  });
  await says(/cannot follow it since/);
  await picture(page, 'take-over-1-trouble');
  await card(page).getByRole('button', { name: 'Take it over' }).click();
  const question = page.getByRole('dialog', { name: 'Take this restore over?' });
  await question.waitFor();
  await picture(page, 'take-over-2-question');
  await question.getByRole('button', { name: 'Take it over' }).click();
  await says(/Possible matches at /);
  await picture(page, 'take-over-3-unknown');
  cockroach.clearFaults();
  await card(page).getByRole('button', { name: 'Submit it again' }).click();
  await page.getByRole('button', { name: 'Ask for approvals' }).click();
  await page
    .getByText(/still runs/)
    .first()
    .waitFor();
  await picture(page, 'take-over-4-not-twice');
  await card(page).getByRole('button', { name: 'Close it…' }).click();
  await page.getByRole('textbox', { name: 'What you found' }).fill('The vendor’s support stopped it.');
  await page.getByRole('dialog').getByRole('button', { name: 'Close it' }).click();
  await says(/closed it without an outcome/);
  await picture(page, 'take-over-5-closed');

  expect(cockroach.started()).toBe(1);
  expect(errors).toEqual([]);
});
