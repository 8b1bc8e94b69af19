import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchChromium } from './chromium.ts';

/** One Chromium for a test file; it leaves nothing behind. */
export interface TestBrowser {
  /** A page with its own storage, in UTC and English; any error in it or in its console goes to `errors`. */
  open(url: string, options?: PageLook): Promise<OpenPage>;
}

interface PageLook {
  readonly width?: number;
  readonly height?: number;
  /** Whether the person's system is set to a dark theme. @default false */
  readonly dark?: boolean;
}

export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  readonly errors: readonly string[];
}

/** A Chromium that lives as long as the tests of this file or `describe`. */
export function useBrowser(): TestBrowser {
  let browser: (TestBrowser & AsyncDisposable) | undefined;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.[Symbol.asyncDispose]());
  return {
    open(url, options) {
      if (browser === undefined) throw new Error('the browser starts with the first test');
      return browser.open(url, options);
    },
  };
}

async function startBrowser(): Promise<TestBrowser & AsyncDisposable> {
  const browser = await launchChromium();
  return {
    async open(url, { width = 1280, height = 800, dark = false } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        locale: 'en-GB',
        timezoneId: 'UTC',
      });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
      });
      await page.goto(url);
      return { page, errors, [Symbol.asyncDispose]: () => context.close() };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
