import type { Locator, Page } from 'playwright-core';
import type { FakeSlackOptions } from '#sandbox/slack/options.ts';
import { type RunningApp, startSocketApp } from '../../sandbox/slack/support/bolt-app.ts';
import { type Workspace, startWorkspace } from '../../sandbox/slack/support/workspace.ts';
import type { TestBrowser } from '../../support/browser.ts';
import { type Heard, pageBot } from './page-bot.ts';

/** The page of a fake Slack with the small bot behind it, as Ana sees it in #incidents. */
export interface PageUnderTest extends AsyncDisposable, Pick<Workspace, 'slack' | 'call'> {
  readonly page: Page;
  readonly errors: readonly string[];
  readonly heard: Heard;
  stopBot(): Promise<void>;
  /** The whole fake Slack, as if its process had ended. */
  stop(): Promise<void>;
  /** Another one at the same address. */
  restart(): Promise<Workspace>;
}

export type PageOptions = Partial<FakeSlackOptions> & { readonly width?: number; readonly height?: number };

export async function startPage(browser: TestBrowser, options: PageOptions = {}): Promise<PageUnderTest> {
  const { width, height, ...slackOptions } = options;
  const heard: Heard = { submitted: [], closed: [] };
  let workspace: Workspace | undefined = await startWorkspace(slackOptions);
  const { server, slack, call } = workspace;
  let bot: RunningApp | undefined = await startSocketApp(server, (app) => pageBot(app, heard));
  const size = { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
  const opened = await browser.open(server.url, size);
  await opened.page.getByRole('textbox', { name: 'Message #incidents' }).waitFor();

  async function stopBot(): Promise<void> {
    await bot?.[Symbol.asyncDispose]();
    bot = undefined;
  }

  async function stop(): Promise<void> {
    await stopBot();
    await workspace?.[Symbol.asyncDispose]();
    workspace = undefined;
  }

  return {
    page: opened.page,
    errors: opened.errors,
    heard,
    slack,
    call,
    stopBot,
    stop,
    restart: () => startWorkspace({ ...slackOptions, port: server.port }),
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await stop();
    },
  };
}

/** The modal of `/restore`; waits for it. */
async function restoreForm(page: Page) {
  const form = page.getByRole('dialog', { name: 'Restore' });
  await form.waitFor();
  return form;
}

/** Writes `/restore` and waits for its modal. */
export async function openRestoreForm(page: Page) {
  await page.getByRole('textbox', { name: 'Message #incidents' }).fill('/restore');
  await page.keyboard.press('Enter');
  return restoreForm(page);
}

/** Fills the open modal in and submits it. */
export async function askForRestore(page: Page, reason: string): Promise<void> {
  const form = await restoreForm(page);
  await form.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'One database' }).click();
  await form.getByRole('textbox', { name: 'Name of the database' }).fill('movr');
  await form.getByRole('combobox', { name: 'Backup' }).click();
  await page.getByRole('option', { name: 'Backup of 02:10' }).click();
  await form.getByRole('textbox', { name: 'Reason or incident' }).fill(reason);
  await form.getByRole('button', { name: 'Ask' }).click();
  await form.waitFor({ state: 'hidden' });
}

export async function isFocused(what: Locator): Promise<boolean> {
  return (await what.and(what.page().locator(':focus')).count()) === 1;
}
