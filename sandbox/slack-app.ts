import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './loopback.ts';
import { sandboxTokens } from './scenario.ts';
import type { FakeSlackOptions } from './slack/options.ts';

export const slackModes = ['socket', 'http'] as const;
export type SlackMode = (typeof slackModes)[number];

/** How the fake Slack and the real bot find each other: Slack's manifest and the bot's settings. */
export interface SlackApp extends Pick<FakeSlackOptions, 'manifest' | 'delivery'> {
  /** The `slack` part of restorebot.yaml, without Slack's address. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Reads the manifest that people install, which for HTTP gets the address of a free port in place of its example. */
export async function slackApp(mode: SlackMode): Promise<SlackApp> {
  const { botToken, appToken, signingSecret } = sandboxTokens;
  if (mode === 'socket') {
    const manifest = await readManifest('slack-manifest.json');
    return { manifest: JSON.parse(manifest), delivery: 'socket', settings: { botToken, appToken } };
  }
  const port = await freePort();
  const text = await readManifest('slack-manifest.http.json');
  const manifest: unknown = JSON.parse(
    text.replaceAll('https://restorebot.example.com', `http://127.0.0.1:${port}`),
  );
  const settings = { mode, botToken, signingSecret, http: { port, host: '127.0.0.1' } };
  return { manifest, delivery: 'http', settings };
}

async function readManifest(file: string): Promise<string> {
  return readFile(join(import.meta.dirname, '..', file), 'utf8');
}
