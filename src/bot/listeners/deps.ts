import type { Directory, Log } from '#core/ports.ts';
import type { RestoreService } from '#service/api.ts';
import type { PeopleClient } from '../people-client.ts';

export interface ListenerDeps {
  readonly service: RestoreService;
  readonly slack: PeopleClient;
  /** To say before a form what would be refused after it; who may is decided in the service. */
  readonly directory: Directory | undefined;
  /** Whether our workspace (auth.test); what comes from another is refused. */
  readonly isOurTeam: (team: string | undefined) => boolean;
  readonly log: Log;
  readonly now: () => Date;
}
