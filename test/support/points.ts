import { setTimeout as pause } from 'node:timers/promises';
import type { Around, Ports } from '#app/around.ts';
import { type Save, StoreUnavailable } from '#core/ports.ts';

/** One side of one call of a port: an await on the way from a slash command to the last word. */
export interface Point {
  readonly port: keyof Ports;
  /** With the events of a save in brackets: `save[submitted]`. */
  readonly method: string;
  readonly side: 'before' | 'after';
  /** The n-th call of this method in this process, from 1. */
  readonly n: number;
  /** `store.save[submitted]:after#1` */
  readonly name: string;
  /** Of a provider: its connection. */
  readonly connection?: string;
}

/** What happens at a point; `undefined`: the call continues. */
export type Reaction =
  /** SIGKILL; only for a separate process. */
  | { readonly type: 'kill' }
  /** The call fails as if its server were away, before or after it carried out the call. */
  | { readonly type: 'fail' }
  /** The whole process freezes for so long. */
  | { readonly type: 'block'; readonly ms: number }
  /** This call takes longer by this time. */
  | { readonly type: 'wait'; readonly ms: number };

/** Decides what happens at each point; may act outside before it answers. */
export type Director = (point: Point) => Promise<Reaction | undefined> | Reaction | undefined;

/** Kills at the point of this name. */
export function killAt(name: string): Director {
  return (point) => (point.name === name ? { type: 'kill' } : undefined);
}

/** Lets a director watch every call of every port of one restorebot. */
export function directed(direct: Director): Required<Around> {
  const counted = new Map<string, number>();
  const around =
    <Name extends keyof Ports>(name: Name) =>
    (port: Ports[Name]): Ports[Name] =>
      watched(name, port, direct, counted);
  return {
    store: around('store'),
    wakeups: around('wakeups'),
    provider: around('provider'),
    checkRunner: around('checkRunner'),
    witness: around('witness'),
    announcer: around('announcer'),
    slack: around('slack'),
    people: around('people'),
    directory: around('directory'),
    pacer: around('pacer'),
    secretBox: around('secretBox'),
    audit: around('audit'),
    service: around('service'),
    // Nothing awaits this port: jobs pass through it.
    consumer: (port) => port,
  };
}

/** Synchronous: nothing can happen in between. */
const immediate: ReadonlySet<string> = new Set([
  'lockKeys',
  'cancels',
  'consoleUrl',
  'leftToDo',
  'seal',
  'open',
  'newRequestId',
  'kind',
  'cardFacts',
]);

function watched<Port extends object>(
  name: keyof Ports,
  port: Port,
  direct: Director,
  counted: Map<string, number>,
): Port {
  const connection: unknown = Reflect.get(port, 'connection');
  const whose = typeof connection === 'string' ? { connection } : {};
  return new Proxy(port, {
    get(target, key) {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== 'function' || typeof key !== 'string' || immediate.has(key)) return method;
      return async (...args: unknown[]): Promise<unknown> => {
        const label = `${key}${detail(name, key, args)}`;
        const n = (counted.get(`${name}.${label}`) ?? 0) + 1;
        counted.set(`${name}.${label}`, n);
        const at = async (side: Point['side']) =>
          react(
            name,
            await direct({
              port: name,
              method: label,
              side,
              n,
              name: `${name}.${label}:${side}#${n}`,
              ...whose,
            }),
          );
        await at('before');
        const result: unknown = await Reflect.apply(method, target, args);
        await at('after');
        return result;
      };
    },
  });
}

/** Which save it is, so that a point means the same in every story. */
function detail(port: keyof Ports, method: string, args: readonly unknown[]): string {
  const [first] = args;
  if (port !== 'store' || method !== 'save' || !isSave(first)) return '';
  return `[${first.events.map(({ type }) => type).join('+')}]`;
}

function isSave(value: unknown): value is Save {
  return typeof value === 'object' && value !== null && 'events' in value && 'expectedVersion' in value;
}

/** Does what was decided; a kill comes from outside, while the process waits here. */
async function react(port: keyof Ports, reaction: Reaction | undefined): Promise<void> {
  switch (reaction?.type) {
    case undefined:
      return undefined;
    case 'wait':
      await pause(reaction.ms);
      return undefined;
    case 'block': {
      const until = performance.now() + reaction.ms;
      while (performance.now() < until);
      return undefined;
    }
    case 'fail':
      throw port === 'store'
        ? new StoreUnavailable('Redis cannot be reached.')
        : new Error(`${port} cannot be reached`);
    case 'kill':
      throw new Error('only a separate process can be killed');
  }
}
