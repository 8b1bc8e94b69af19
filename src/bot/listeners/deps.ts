import type { Log } from '#core/ports.ts';
import type { RestoreService } from '#service/api.ts';
import type { PeopleClient } from '../people-client.ts';

export interface ListenerDeps {
  readonly service: RestoreService;
  readonly slack: PeopleClient;
  /** Our workspace (auth.test); what comes from another is refused. */
  readonly teamId: string;
  readonly log: Log;
  readonly now: () => Date;
}
