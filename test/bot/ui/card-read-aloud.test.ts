import { describe, expect, test } from 'vitest';
import { renderCard } from '#bot/ui/card.ts';
import { aRequirement, at } from '#test/support/builders.ts';
import { aKind, storedIn } from './samples.ts';
import { words } from './shown.ts';

const kind = { ...aKind, vendor: 'MongoDB Atlas' };
const card = (state: Parameters<typeof storedIn>[0], changes = {}) =>
  renderCard(storedIn(state, changes), { now: at(600), canCancel: true, kind });

describe('a card, read aloud', () => {
  test('pending-approval', () => {
    const rendered = card('pending-approval', { ask: { requirement: aRequirement({ quorum: 2 }) } });
    expect(rendered.text).toMatchInlineSnapshot(
      `"Approval needed: overwrite *orders-prod* on *atlas-prod* with the backup of 00:00 UTC. 0 of 2 approved. 2 people of <!subteam^S0DBA> must approve by 04:00 UTC, or it expires. Everything written after 00:00 UTC will be lost: 3 h of writes when asked, and more until it starts. Asked by <@U0RITA>: INC-7: a migration deleted rows"`,
    );
    expect(words(rendered)).toMatchInlineSnapshot(`
      "# Overwrite orders-prod
      :rotating_light: *Everything written after 00:00 UTC will be lost: 3 h of writes when asked, and more until it starts.* The target cannot be used during the restore.
      :raised_hand: *0 of 2 approved.* 2 people of <!subteam^S0DBA> must approve by <!date^1772337600^{date_short_pretty} at {time}|2026-03-01 04:00 UTC>, or it expires.
      [Approve…] [Deny…] [Withdraw request] [Details]
      *Asked by* <@U0RITA> <!date^1772334000^{date_short_pretty} at {time}|2026-03-01 03:00 UTC>
      > INC-7: a migration deleted rows
      MongoDB Atlas · *atlas-prod* · backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC) · request \`r1\`"
    `);
  });

  test('approved', () => {
    expect(words(card('approved'))).toMatchInlineSnapshot(`
      "# Overwrite orders-prod
      :rotating_light: *Everything written after 00:00 UTC will be lost: 3 h of writes when asked, and more until it starts.* The target cannot be used during the restore.
      :ballot_box_with_check: *Approved, starting*
      *1 of 1 approved: <@U0ADA>.* It starts now. If it cannot start by <!date^1772335020^{date_short_pretty} at {time}|2026-03-01 03:17 UTC>, it expires.
      [Deny…] [Withdraw my approval] [Withdraw request] [Details]
      *Asked by* <@U0RITA> <!date^1772334000^{date_short_pretty} at {time}|2026-03-01 03:00 UTC>
      > INC-7: a migration deleted rows
      MongoDB Atlas · *atlas-prod* · backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC) · request \`r1\`"
    `);
  });

  test('submitting', () => {
    expect(words(card('submitting'))).toMatchInlineSnapshot(`
      "# Overwrite orders-prod
      :outbox_tray: *Submitting*
      Attempt 1: sending it to MongoDB Atlas. It can no longer be withdrawn.
      :rotating_light: *Everything written after 00:00 UTC will be lost: 3 h of writes when asked, and more until it starts.* The target cannot be used during the restore.
      [Details]
      *Asked by* <@U0RITA> <!date^1772334000^{date_short_pretty} at {time}|2026-03-01 03:00 UTC>
      > INC-7: a migration deleted rows
      MongoDB Atlas · *atlas-prod* · backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC) · request \`r1\`"
    `);
  });

  test('restoring', () => {
    expect(card('restoring').text).toMatchInlineSnapshot(
      `"Restoring: overwrite *orders-prod* on *atlas-prod* with the backup of 00:00 UTC. Everything written after 00:00 UTC is being lost: 3 h 3 min of writes up to the submission, and more until it ends. Asked by <@U0RITA>: INC-7: a migration deleted rows"`,
    );
    expect(words(card('restoring'))).toMatchInlineSnapshot(`
      "# Overwrite orders-prod
      :arrows_counterclockwise: *Restoring*
      Accepted by MongoDB Atlas.
      Running since <!date^1772334180^{date_short_pretty} at {time_secs}|2026-03-01 03:03:00 UTC>.
      :rotating_light: *Everything written after 00:00 UTC is being lost: 3 h 3 min of writes up to the submission, and more until it ends.* The target cannot be used during the restore.
      [Cancel restore…] [Details]
      *Asked by* <@U0RITA> <!date^1772334000^{date_short_pretty} at {time}|2026-03-01 03:00 UTC>
      > INC-7: a migration deleted rows
      MongoDB Atlas · *atlas-prod* · backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC) · request \`r1\`"
    `);
  });

  test('verifying', () => {
    expect(words(card('verifying'))).toMatchInlineSnapshot(`
      "# Overwrite orders-prod
      :mag: *Finished, checking the target*
      MongoDB Atlas finished <!date^1772334300^{date_short_pretty} at {time_secs}|2026-03-01 03:05:00 UTC>. restorebot is checking the target now.
      :rotating_light: *Everything written after 00:00 UTC was lost: 3 h 3 min of writes up to the submission, and more until it ended.*
      [Details]
      *Asked by* <@U0RITA> <!date^1772334000^{date_short_pretty} at {time}|2026-03-01 03:00 UTC>
      > INC-7: a migration deleted rows
      MongoDB Atlas · *atlas-prod* · backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC) · request \`r1\`"
    `);
  });

  test('unknown', () => {
    expect(card('unknown').text).toMatchInlineSnapshot(
      `"Outcome unknown: overwrite *orders-prod* on *atlas-prod* with the backup of 00:00 UTC. The vendor did not answer. <!subteam^S0DBA> must decide. Everything written after 00:00 UTC may be lost: 3 h of writes when asked, and what came after. Asked by <@U0RITA>: INC-7: a migration deleted rows"`,
    );
    expect(words(card('unknown'))).toMatchInlineSnapshot(`
      "# Outcome unknown: orders-prod
      :rotating_light: *Everything written after 00:00 UTC may be lost: 3 h of writes when asked, and what came after.*
      :grey_question: *<!subteam^S0DBA> must decide:* check the target in the MongoDB Atlas console, then use a button below. Until then nobody else can restore it.
      *What is known:* The vendor did not answer. No matching restore was found at MongoDB Atlas.
      [Follow it…] [Submit it again] [Close it…] [Details]
      *Asked by* <@U0RITA> <!date^1772334000^{date_short_pretty} at {time}|2026-03-01 03:00 UTC>
      > INC-7: a migration deleted rows
      MongoDB Atlas · *atlas-prod* · backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC) · request \`r1\`"
    `);
  });

  test('succeeded', () => {
    expect(words(card('succeeded'))).toMatchInlineSnapshot(`
      "# Restored: orders-prod
      :white_check_mark: MongoDB Atlas reports success. restorebot did not read the data.
      Restored 5 min after it was asked. MongoDB Atlas took 2 min, until <!date^1772334300^{date_short_pretty} at {time_secs}|2026-03-01 03:05:00 UTC>.
      :rotating_light: *Everything written after 00:00 UTC was lost: 3 h 3 min of writes up to the submission, and more until it ended.*
      [Ask again…] [Details]
      *Asked by* <@U0RITA> <!date^1772334000^{date_short_pretty} at {time}|2026-03-01 03:00 UTC>
      > INC-7: a migration deleted rows
      MongoDB Atlas · *atlas-prod* · backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC) · request \`r1\`"
    `);
  });

  test('failed', () => {
    expect(words(card('failed'))).toMatchInlineSnapshot(`
      "# Restore failed: orders-prod
      :x: MongoDB Atlas reports that it failed. The target may be half restored. Check it in the MongoDB Atlas console before you do anything else.
      > The vendor ran out of disk.
      Up to 3 h 3 min of writes may be lost. It ended 2 min after it was sent.
      *What to try:* check the target, then use *Ask again…*. The form opens with these answers.
      [Ask again…] [Details]
      *Asked by* <@U0RITA> <!date^1772334000^{date_short_pretty} at {time}|2026-03-01 03:00 UTC>
      > INC-7: a migration deleted rows
      MongoDB Atlas · *atlas-prod* · backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC) · request \`r1\`"
    `);
  });

  test('denied', () => {
    expect(words(card('denied'))).toMatchInlineSnapshot(`
      "# Denied: orders-prod
      :no_entry_sign: <@U0ADA> denied it <!date^1772334060^{date_short_pretty} at {time_secs}|2026-03-01 03:01:00 UTC>:
      > Wrong cluster.
      [Ask again…] [Details]
      *Asked by* <@U0RITA> <!date^1772334000^{date_short_pretty} at {time}|2026-03-01 03:00 UTC>
      > INC-7: a migration deleted rows
      MongoDB Atlas · *atlas-prod* · backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC) · request \`r1\`"
    `);
  });

  test('cancelled', () => {
    expect(words(card('cancelled'))).toMatchInlineSnapshot(`
      "# Cancelled: orders-prod
      :octagonal_sign: <@U0RITA> withdrew it <!date^1772334060^{date_short_pretty} at {time_secs}|2026-03-01 03:01:00 UTC>, before anything was sent to MongoDB Atlas.
      [Ask again…] [Details]
      *Asked by* <@U0RITA> <!date^1772334000^{date_short_pretty} at {time}|2026-03-01 03:00 UTC>
      > INC-7: a migration deleted rows
      MongoDB Atlas · *atlas-prod* · backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC) · request \`r1\`"
    `);
  });

  test('expired', () => {
    expect(words(card('expired'))).toMatchInlineSnapshot(`
      "# Expired, nothing was restored: orders-prod
      :alarm_clock: Not enough people approved it in time. Nothing was sent to MongoDB Atlas.
      [Ask again…] [Details]
      *Asked by* <@U0RITA> <!date^1772334000^{date_short_pretty} at {time}|2026-03-01 03:00 UTC>
      > INC-7: a migration deleted rows
      MongoDB Atlas · *atlas-prod* · backup of <!date^1772323200^{date_short_pretty} at {time}|2026-03-01 00:00 UTC> (00:00 UTC) · request \`r1\`"
    `);
  });
});
