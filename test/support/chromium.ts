import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const quietly = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

async function systemChromium(): Promise<string | undefined> {
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter).filter((one) => one !== '')];
  for (const path of folders.flatMap((folder) => names.map((name) => join(folder, name)))) {
    const usable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return path;
  }
  return undefined;
}

/** The system's Chromium; where there is none, the one in the package `@sparticuz/chromium`. */
export async function launchChromium(): Promise<Browser> {
  const system = await systemChromium();
  if (system !== undefined) return chromium.launch({ executablePath: system, args: quietly });
  const { default: packed } = await import('@sparticuz/chromium');
  const executablePath = await packed.executablePath();
  return chromium.launch({ executablePath, args: [...packed.args, ...quietly] });
}
