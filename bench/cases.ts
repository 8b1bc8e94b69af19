import { asks } from './asks.ts';
import type { Figures } from './figures.ts';
import { acksWithoutRedis, helpBare, helpRestorebot } from './help.ts';
import { idle, lookBare, lookRestorebot, restart } from './looks.ts';
import { openPlace, type Place } from './place.ts';
import { sizes } from './sizes.ts';
import { told } from './told.ts';

export interface Case {
  /** As `--only` and docs/performance.json name it. */
  readonly name: string;
  readonly title: string;
  /** How many turns each of the two takes. */
  readonly rounds: number;
  /** Part of `--quick`. */
  readonly isQuick?: boolean;
  /** Absent where there is nothing to compare with. */
  readonly bare?: () => Promise<Figures>;
  readonly restorebot: () => Promise<Figures>;
}

const many = sizes['looks-10000'];
const helps = 2_500;

/** Every case; `http` and `socket`: where Slack delivers in that way. */
export function casesOf(http: Place, socket: Place, isQuick: boolean): readonly Case[] {
  const measureMs = isQuick ? 10_000 : 20_000;
  return [
    ...Object.entries(sizes).map(([name, size]) => ({
      name,
      title: `${size.restores.toLocaleString('en-US')} running over ${size.connections}, a look every ${size.everyMs / 1_000} s`,
      rounds: size.restores === 1_000 ? 3 : size.restores > 1_000 ? 1 : 2,
      isQuick: size.restores === 1_000,
      bare: () => lookBare({ place: http, measureMs, ...size }),
      restorebot: () => lookRestorebot({ place: http, measureMs, ...size }),
    })),
    {
      name: 'idle',
      title: 'a worker that has nothing to do, each second',
      rounds: 1,
      restorebot: () => idle({ place: http, connections: 51, measureMs: 30_000 }),
    },
    {
      name: 'two-workers',
      title: '1,000 running over 100, two workers',
      rounds: 2,
      bare: () => lookBare({ place: http, measureMs, workers: 2, ...sizes['looks-1000'] }),
      restorebot: () => lookRestorebot({ place: http, measureMs, workers: 2, ...sizes['looks-1000'] }),
    },
    {
      name: 'restart',
      title: 'rolling restart with 10,000 running',
      rounds: 1,
      restorebot: () => restart({ place: http, ...many }),
    },
    {
      name: 'help-http',
      title: '/restore help over HTTP, 20 at once; start, idle memory',
      rounds: 3,
      isQuick: true,
      bare: () => helpBare(http, 2 * helps),
      restorebot: () => helpRestorebot(http, 2 * helps),
    },
    {
      name: 'help-socket',
      title: '/restore help over Socket Mode, 20 at once',
      rounds: 3,
      isQuick: true,
      bare: () => helpBare(socket, helps),
      restorebot: () => helpRestorebot(socket, helps),
    },
    {
      name: 'told',
      title: 'vendor done until the thread says so',
      rounds: 1,
      restorebot: () => told(http, 10),
    },
    {
      name: 'asks',
      title: '1,000 requests saved at once',
      rounds: 3,
      isQuick: true,
      restorebot: () => asks(http, 1_000),
    },
    {
      name: 'acks-without-redis',
      title: 'acknowledgments with Redis down, 200 a second',
      rounds: 1,
      isQuick: true,
      async restorebot() {
        await using itsOwn = await openPlace('http');
        return await acksWithoutRedis(itsOwn, 200, 5);
      },
    },
  ];
}
