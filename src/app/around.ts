import type { PeopleClient } from '#bot/slack/people-client.ts';
import type { SlackClient } from '#bot/slack/slack-client.ts';
import type { AuditStore } from '#core/audit/store.ts';
import type { CheckRunner } from '#core/data-check.ts';
import type { DraftStore } from '#core/draft.ts';
import type {
  Announcer,
  Directory,
  Pacer,
  RequestStore,
  SecretBox,
  SubmissionWitness,
  Wakeups,
} from '#core/ports.ts';
import type { RestoreProvider } from '#core/provider.ts';
import type { Consumer } from '#jobs/workers.ts';
import type { RestoreService, RestoreWork } from '#service/api.ts';

/** Every part that can be wrapped, by name. */
export interface Ports {
  readonly store: RequestStore & DraftStore;
  readonly audit: AuditStore;
  readonly wakeups: Wakeups;
  /** Each connection's. */
  readonly provider: RestoreProvider;
  readonly checkRunner: CheckRunner;
  readonly witness: SubmissionWitness;
  readonly announcer: Announcer;
  /** Slack as the announcer and the directory use it. */
  readonly slack: SlackClient;
  /** Slack as people are answered: modals, and words that only they see. */
  readonly people: PeopleClient;
  readonly directory: Directory;
  readonly pacer: Pacer;
  readonly secretBox: SecretBox;
  /** Each queue's worker. */
  readonly consumer: Consumer;
  readonly service: RestoreService & RestoreWork;
}

/**
 * Lets the code that starts restorebot wrap a part with a crash at a chosen moment, a counter, or a delay. The parts
 * do not know of it.
 */
export type Around = { readonly [Name in keyof Ports]?: (port: Ports[Name]) => Ports[Name] };

/** Wraps a part with what is configured for its name. */
export function wrap<Name extends keyof Ports>(around: Around, name: Name, port: Ports[Name]): Ports[Name] {
  const wrapper: ((port: Ports[Name]) => Ports[Name]) | undefined = around[name];
  return wrapper === undefined ? port : wrapper(port);
}

/** Both around each part: `outer` wraps what `inner` returns. */
export function both(outer: Around, inner: Around): Around {
  const of = <Name extends keyof Ports>(name: Name) => ({
    [name]: (port: Ports[Name]) => wrap(outer, name, wrap(inner, name, port)),
  });
  return {
    ...of('store'),
    ...of('audit'),
    ...of('wakeups'),
    ...of('provider'),
    ...of('checkRunner'),
    ...of('witness'),
    ...of('announcer'),
    ...of('slack'),
    ...of('people'),
    ...of('directory'),
    ...of('pacer'),
    ...of('secretBox'),
    ...of('consumer'),
    ...of('service'),
  };
}
