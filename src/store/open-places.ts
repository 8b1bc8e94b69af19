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

/** Frees the places of what has ended or never came, then takes one, unless all are taken. */
export async function takeOpenPlace(redis: Redis, keys: Keys, place: Place): Promise<boolean> {
  const { person, id, most, now } = place;
  const key = keys.openOf(person);
  const rows = await redis.zrange(key, '-inf', '+inf', 'BYSCORE', 'WITHSCORES');
  const free = await Promise.all(
    rows.map(async (other, index) => {
      if (index % 2 === 1) return [];
      const state = await redis.hget(keys.request(other), 'state');
      const isOver =
        state === null ? now.getTime() - Number(rows[index + 1]) >= unsavedMs : hasEnded({ tag: state });
      return isOver ? [other] : [];
    }),
  );
  if (free.flat().length > 0) await redis.zrem(key, ...free.flat());
  return (await runScript(redis, takeOpenPlaceScript, [key], [id, now.getTime(), most])) === 1;
}
