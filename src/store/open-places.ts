import type { Redis } from 'ioredis';
import { hasEnded } from '#core/restore-request.ts';
import type { Keys } from './keys.ts';
import { runScript } from './script.ts';
import { takeOpenPlaceScript } from './scripts.ts';

/** How long a place is kept for a request that is not saved yet. */
const unsavedMs = 60_000;

interface Place {
  readonly person: string;
  readonly id: string;
  readonly most: number;
  readonly now: Date;
}

/** Takes a place; only where all are taken it looks for those whose request has ended or never came. */
export async function takeOpenPlace(redis: Redis, keys: Keys, place: Place): Promise<boolean> {
  return (await take(redis, keys, place)) || ((await free(redis, keys, place)) && take(redis, keys, place));
}

async function take(redis: Redis, keys: Keys, { person, id, most, now }: Place): Promise<boolean> {
  const args = [id, now.getTime(), most];
  return (await runScript(redis, takeOpenPlaceScript, [keys.openOf(person)], args)) === 1;
}

/** Gives back what is no longer needed; `false`: nothing is. */
async function free(redis: Redis, keys: Keys, { person, now }: Place): Promise<boolean> {
  const key = keys.openOf(person);
  const rows = await redis.zrange(key, '-inf', '+inf', 'BYSCORE', 'WITHSCORES');
  const over = await Promise.all(
    rows.map(async (id, index) => {
      if (index % 2 === 1) return [];
      const state = await redis.hget(keys.request(id), 'state');
      const isOver =
        state === null ? now.getTime() - Number(rows[index + 1]) >= unsavedMs : hasEnded({ tag: state });
      return isOver ? [id] : [];
    }),
  );
  if (over.flat().length === 0) return false;
  await redis.zrem(key, ...over.flat());
  return true;
}
