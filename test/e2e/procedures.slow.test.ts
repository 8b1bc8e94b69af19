import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { untilTheEnd } from '#test/support/ending.ts';
import { installRedis, type Operated, operate } from '#test/support/operated.ts';
import { patience } from '#test/support/patience.ts';
import { follow } from '#test/support/procedure.ts';
import { approve, askFor, cardNow, cardSays, channel, lines, modalSays } from '#test/support/story.ts';
import { submissions } from '#test/support/world.ts';

/*
 * The procedures of docs/operations.md, step by step as that page says: real commands, real processes. The name of a
 * test is the name of its procedure.
 */

/** What every procedure may ask an operator to do; a procedure's own come on top. */
function hands(
  operated: Operated,
  own: Readonly<Record<string, () => Promise<void>>> = {},
  variables: Readonly<Record<string, string>> = {},
) {
  return {
    cwd: operated.folder,
    environment: () => ({ ...operated.shell(), ...variables }),
    address: () => `localhost:${operated.healthPort()}`,
    actions: {
      'Stop restorebot': async () => {
        await operated.stop('bot');
        await operated.stop('worker');
      },
      'Start restorebot': async () => {
        await operated.start('bot');
        await operated.start('worker');
      },
      'Restart restorebot': async () => {
        for (const role of ['bot', 'worker'] as const) {
          await operated.stop(role);
          await operated.start(role);
        }
      },
      ...own,
    },
  };
}

/** A restore that runs at the vendor. */
async function running({ world }: Operated) {
  const card = await askFor(world.slack);
  await approve(world.slack, card);
  await cardSays(world.slack, card, /Restoring/);
  return card;
}

/** What the person does who has looked at the vendor: the restore is there. */
async function followIt({ world }: Operated, card: ShownMessage) {
  const ben = world.slack.as('U0BEN');
  await ben.click({ channel, ts: card.ts }, 'Follow it…');
  await modalSays(ben, 'Possible matches');
  const [, candidate = ''] = /• `([^`]+)`/u.exec(await cardNow(world.slack, card)) ?? [];
  await ben.fillIn({ 'Possible matches': candidate });
  await ben.submit();
  await cardSays(world.slack, card, /Restoring/);
}

/** Both numbers of keys that a procedure prints; a lease or two may expire in between. */
function expectAlike(printed: string) {
  const [before = 0, after = 0] = (printed.match(/^\d+$/gmu) ?? []).map(Number);
  expect(before).toBeGreaterThan(10);
  expect(Math.abs(after - before)).toBeLessThan(before / 2);
}

describe('a procedure of docs/operations.md', () => {
  test('Upgrade', async () => {
    await using operated = await operate();
    const { world } = operated;
    const card = await running(operated);

    await follow(
      'Upgrade',
      hands(operated, {
        'Start the new version': async () => {
          await operated.start('bot');
          await operated.start('worker');
        },
        'Stop the old version': async () => {
          await operated.stop('bot');
          await operated.stop('worker');
        },
      }),
    );

    await untilTheEnd(world, card);
    expect(submissions(world)).toBe(1);
  });

  test('Back up Redis, Restore Redis from a backup', async () => {
    await using operated = await operate();
    const { world } = operated;
    const waiting = await askFor(world.slack);
    await follow('Back up Redis', hands(operated));
    await approve(world.slack, waiting);
    await cardSays(world.slack, waiting, /Restoring/);

    const printed = await follow('Restore Redis from a backup', hands(operated));

    expectAlike(printed);
    await cardSays(world.slack, waiting, /unknown/i);
    await expect
      .poll(async () => (await lines(world.slack, waiting)).join('\n'), patience)
      .toContain('database was set back');
    await followIt(operated, waiting);
    await untilTheEnd(world, waiting);
    expect(submissions(world)).toBe(1);
  });

  test('Start again without a backup', async () => {
    await using operated = await operate();
    const { world } = operated;
    const card = await running(operated);

    await follow('Start again without a backup', hands(operated));

    await cardSays(world.slack, card, 'The record of this request is lost');
    const next = await askFor(world.slack);
    await approve(world.slack, next);
    await cardSays(world.slack, next, 'already showed a restore that looks exactly like this one');
    await followIt(operated, next);
    await untilTheEnd(world, next);
    expect(submissions(world)).toBe(1);
  });

  test('Rotate the keys', async () => {
    await using operated = await operate();
    const { world, environment } = operated;
    const card = await askFor(world.slack);
    const [key, secret] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
    let isFirst = false;

    await follow(
      'Rotate the keys',
      hands(operated, {
        'Put the new key behind the old one': async () => {
          Object.assign(environment, { SECOND_KEY: key, SECOND_SECRET: secret });
        },
        'Put the new key in front of the old one': async () => {
          const { FIRST_KEY: oldKey = '', FIRST_SECRET: oldSecret = '' } = environment;
          Object.assign(environment, { FIRST_KEY: key, SECOND_KEY: oldKey });
          Object.assign(environment, { FIRST_SECRET: secret, SECOND_SECRET: oldSecret });
          isFirst = true;
        },
        'Restart restorebot': async () => {
          await operated.stop('bot');
          await operated.start('bot');
          // What the new bot signs is for the worker of before.
          if (isFirst) {
            await approve(world.slack, card);
            await cardSays(world.slack, card, /Restoring/);
          }
          await operated.stop('worker');
          await operated.start('worker');
        },
      }),
    );

    await untilTheEnd(world, card);
    expect(submissions(world)).toBe(1);
  });

  test('Change the password of Redis', async () => {
    await using operated = await operate();
    const { world, environment } = operated;
    const card = await running(operated);
    const own = {
      'Put the new password into REDIS_URL': async () => {
        environment['REDIS_URL'] = environment['REDIS_URL']?.replace(':first@', ':second@') ?? '';
      },
    };

    await follow(
      'Change the password of Redis',
      hands(operated, own, { OLD_PASSWORD: 'first', NEW_PASSWORD: 'second' }),
    );

    await untilTheEnd(world, card);
    expect(submissions(world)).toBe(1);
  });

  test('Move to another Redis', async () => {
    await using operated = await operate();
    const { world, environment, redis } = operated;
    await using next = await installRedis('first');
    const card = await running(operated);
    const own = {
      'Put the new address into REDIS_URL': async () => {
        environment['REDIS_URL'] = environment['REDIS_URL']?.replace(`:${redis.port}`, `:${next.port}`) ?? '';
      },
    };
    const variables = {
      NEW_REDIS_ADMIN: next.admin,
      REDIS_ADMIN_USER: 'admin',
      REDIS_ADMIN_PASSWORD: 'admin',
    };

    const printed = await follow('Move to another Redis', hands(operated, own, variables));

    expectAlike(printed);
    await untilTheEnd(world, card);
    expect(submissions(world)).toBe(1);
  });
});
