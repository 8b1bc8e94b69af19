import type { RefusalLog } from '#core/audit/store.ts';
import type { Directory, Log } from '#core/ports.ts';
import type { RestoreService } from '#service/api.ts';
import type { PeopleClient } from '../slack/people-client.ts';
import type { ViewStamp } from '../view-stamp.ts';

export interface ListenerDeps {
  readonly service: RestoreService;
  readonly slack: PeopleClient;
  /** To say before a form what would be refused after it; who may is decided in the service. */
  readonly directory: Directory | undefined;
  /** Whether our workspace (auth.test); what comes from another is refused. */
  readonly isOurTeam: (team: string | undefined) => boolean;
  /** Tells our modals, as we opened them, from others. */
  readonly stamp: ViewStamp;
  /** For what is refused before it comes to the service. */
  readonly refusals: RefusalLog;
  readonly log: Log;
  readonly now: () => Date;
}

/** The same for one person: every modal that they get is marked as theirs. */
export function depsFor(deps: ListenerDeps, user: string): ListenerDeps {
  const { slack, stamp } = deps;
  return {
    ...deps,
    slack: {
      ...slack,
      openView: async (trigger, view) => slack.openView(trigger, stamp.mark(view, user)),
      pushView: async (trigger, view) => slack.pushView(trigger, stamp.mark(view, user)),
      updateView: async (at, view) => slack.updateView(at, stamp.mark(view, user)),
    },
  };
}
