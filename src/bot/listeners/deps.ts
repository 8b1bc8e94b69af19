import type { RefusalLog } from '#core/audit/store.ts';
import type { HealthOfConnections } from '#core/connection-health.ts';
import type { Directory, Log } from '#core/ports.ts';
import type { Preset } from '#core/preset.ts';
import type { Choice } from '#core/provider.ts';
import type { RestoreService } from '#service/api.ts';
import type { SlackChannels } from '../slack/channels.ts';
import type { PeopleClient } from '../slack/people-client.ts';
import type { ViewStamp } from '../view-stamp.ts';
import type { Remembered } from './remembered.ts';

export interface ListenerDeps {
  readonly service: RestoreService;
  readonly slack: PeopleClient;
  /** Where a card can go. */
  readonly channels: Pick<SlackChannels, 'facts'>;
  /** Tells who of another workspace belongs to ours as well; who may is decided in the service. */
  readonly directory: Directory | undefined;
  /** Whether our workspace (auth.test); what comes from another is refused. */
  readonly isOurTeam: (team: string | undefined) => boolean;
  /** Tells our modals, as we opened them, from others. */
  readonly stamp: ViewStamp;
  /** From the configuration. */
  readonly presets: readonly Preset[];
  /** What follows the kind in a command to copy, by connection and kind. */
  readonly examples: Remembered<string>;
  /** What a menu was opened for and a slow vendor listed too late, by all that was asked. */
  readonly lateChoices: Remembered<readonly Choice[]>;
  /** For what is refused before it comes to the service. */
  readonly refusals: RefusalLog;
  /** How connections last answered. @default nobody knows */
  readonly connectionHealth?: () => Promise<HealthOfConnections>;
  /** Called before somebody's home tab is drawn because they opened it. */
  readonly onHomeOpened?: (user: string) => Promise<void>;
  readonly log: Log;
  readonly now: () => Date;
  /** Whether this act has got as far as a use case that stores something. @default it may have */
  readonly mayHaveStored?: () => boolean;
}

/** The use cases that store more than a half-filled form. */
const storing: ReadonlySet<PropertyKey> = new Set<keyof RestoreService>([
  'ask',
  'act',
  'changePause',
  'reveal',
  'recordShown',
]);

/** The same use cases, and whether one that stores something was begun: a failure before that has stored nothing. */
function watched(service: RestoreService): Required<Pick<ListenerDeps, 'service' | 'mayHaveStored'>> {
  let begun = false;
  const noting = new Proxy(service, {
    get(target, name, receiver) {
      if (storing.has(name)) begun = true;
      const found: unknown = Reflect.get(target, name, receiver);
      return found;
    },
  });
  return { service: noting, mayHaveStored: () => begun };
}

/** The same for one act of one person: every modal that they get is marked as theirs. */
export function depsFor(deps: ListenerDeps, user: string): ListenerDeps {
  const { slack, stamp } = deps;
  return {
    ...deps,
    ...watched(deps.service),
    slack: {
      ...slack,
      openView: async (trigger, view) => slack.openView(trigger, stamp.mark(view, user)),
      pushView: async (trigger, view) => slack.pushView(trigger, stamp.mark(view, user)),
      updateView: async (at, view) => slack.updateView(at, stamp.mark(view, user)),
    },
  };
}
