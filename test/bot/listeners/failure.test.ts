import { describe, expect, test } from 'vitest';
import { failureText } from '#bot/listeners/failure.ts';
import { renderHelp } from '#bot/ui/help.ts';
import { StoreUnavailable } from '#core/ports.ts';
import { patience } from '#test/support/patience.ts';
import { silentLog } from '#test/support/service-harness.ts';
import { channelWords, startBotRig } from './rig.ts';

describe('13.8 a failure says what is known', () => {
  const said = (error: unknown, stored: boolean) =>
    failureText({ log: silentLog, mayHaveStored: () => stored }, 'openForm', 'U0RITA', error);

  test('13.8 before anything was stored it says so, and sends nobody to a card', () => {
    for (const error of [new Error('broken'), new StoreUnavailable('away')]) {
      expect(said(error, false)).toMatch(/before anything was stored|nothing was stored/u);
      expect(said(error, false)).not.toContain('card');
    }
  });

  test('13.8 once something may have been stored it says that, and where to look', () => {
    for (const error of [new Error('broken'), new StoreUnavailable('away')]) {
      expect(said(error, true)).toContain('may have been stored');
      expect(said(error, true)).toContain('card');
    }
  });

  test('13.8 a modal that Slack does not open: nothing was stored, with Slack’s own code', async () => {
    await using rig = await startBotRig();
    await rig.slack.fault({ method: 'views.open', error: 'internal_error' });

    await rig.rita.command('#ops', '/restore');

    await expect
      .poll(() => channelWords(rig.rita, 'C0OPS'), patience)
      .toMatch(/error .internal_error.*Nothing was stored\./u);
  });

  test('13.8 help tells Slack that could not be asked from rules that allow nothing', () => {
    const unsure = renderHelp({ type: 'none', because: 'lookup-failed' }).text;

    expect(unsure).toContain('*What you may ask for is not known:* Slack did not answer');
    expect(unsure).not.toContain('No rule lets you ask');
    expect(renderHelp({ type: 'none', because: 'not-in-the-rule' }).text).toContain('No rule lets you ask');
  });
});
