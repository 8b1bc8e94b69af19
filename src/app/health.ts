import { createServer } from 'node:http';
import { listen } from '#bot/ingress/listen.ts';
import type { PauseSwitch } from '#core/pause.ts';
import type { RequestStore } from '#core/ports.ts';

/** Why one part cannot do its work; `undefined`: it can. */
export type Check = () => Promise<string | undefined> | string | undefined;
export type Checks = Readonly<Record<string, Check>>;

interface HealthDeps {
  readonly port: number;
  readonly host: string;
  /** By the part's name; each says why it cannot work. */
  readonly checks: Checks;
  /** What somebody should fix, though everything works: shown with readiness, and no reason against it. */
  readonly warnings?: readonly string[];
  /** Warnings that come and go, by name. */
  readonly worries?: Checks;
  /** What `/metrics` answers; absent: there is none. */
  readonly metrics?: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

/**
 * `/healthz`: the process runs. `/readyz`: every part can do its work, or 503 and the reasons. `/metrics`: for Prometheus. Gives the port that
 * was opened, and closes when disposed.
 */
export async function startHealth({
  port,
  host,
  checks,
  warnings = [],
  worries = {},
  metrics,
}: HealthDeps): Promise<{ readonly port: number } & AsyncDisposable> {
  const create = () =>
    createServer((request, response) => {
      const answer = (status: number, body: object) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(`${JSON.stringify(body)}\n`);
      };
      const path = request.url?.split('?', 1)[0];
      if (path === '/healthz') answer(200, { status: 'alive' });
      else if (path === '/readyz') {
        void Promise.all([readiness(checks), readiness(worries)]).then(([problems, worried]) => {
          const all = [...warnings, ...Object.values(worried)];
          answer(Object.keys(problems).length === 0 ? 200 : 503, {
            status: Object.keys(problems).length === 0 ? 'ready' : 'not ready',
            problems,
            ...(all.length === 0 ? {} : { warnings: all }),
          });
          return undefined;
        });
      } else if (path === '/metrics' && metrics !== undefined) {
        void metrics().then(
          ({ contentType, text }) => {
            response.writeHead(200, { 'content-type': contentType });
            return response.end(text);
          },
          () => answer(500, { status: 'the metrics could not be read' }),
        );
      } else answer(404, { status: 'there is /healthz, /readyz and /metrics' });
    });
  const open = await listen(create, { setting: 'health', port, host });
  return {
    port: open.port,
    async [Symbol.asyncDispose]() {
      open.closeAllConnections();
      await open.close();
    },
  };
}

/** The parts that cannot work, by name, with the reason. A check that throws is such a part. */
async function readiness(checks: Checks): Promise<Record<string, string>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        return [name, await check()] as const;
      } catch (error) {
        return [name, error instanceof Error ? error.message : 'the check failed'] as const;
      }
    }),
  );
  return Object.fromEntries(results.filter((result): result is [string, string] => result[1] !== undefined));
}

/** A pause: nothing is broken, but nothing is submitted. */
export function pausedCheck(pause: Pick<PauseSwitch, 'paused'>): Check {
  return async () =>
    (await pause.paused()) === undefined
      ? undefined
      : 'Restores are paused, so nothing is submitted: restorebot paused says by whom, restorebot resume ends it.';
}

/** How far the work is behind, where that is too far: nobody may be left to do it, or too few. */
export function lagCheck(store: Pick<RequestStore, 'oldestDue' | 'now'>, warningMs: number): Check {
  return async () => {
    const [oldest, now] = await Promise.all([store.oldestDue(), store.now()]);
    if (oldest === undefined || now.getTime() - oldest.getTime() < warningMs) return undefined;
    const seconds = Math.floor((now.getTime() - oldest.getTime()) / 1_000);
    return `Work has been owed for ${seconds} s, since ${oldest.toISOString()}: are workers running, and enough of them?`;
  };
}
