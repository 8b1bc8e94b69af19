import { type PersonClient, createPersonClient } from './client-person.ts';
import { type ControlWire, createControlWire } from './client-wire.ts';
import type {
  DeafenRequest,
  DisconnectRequest,
  Fault,
  JsonObject,
  LoggedCall,
  LoggedDelivery,
  PendingFault,
  Person,
  SocketInfo,
  Workspace,
} from './control-types.ts';
import type { SeedUser } from './options.ts';
import { type WaitFor, waitFor } from './wait-for.ts';

/** Drives a fake Slack over its control API, so that a test reads like a story. */
export interface SlackClient {
  readonly url: string;
  as(user: string): PersonClient;
  workspace(): Promise<Workspace>;
  calls(method?: string, channel?: string): Promise<readonly LoggedCall[]>;
  deliveries(): Promise<readonly LoggedDelivery[]>;
  clearCalls(): Promise<void>;
  fault(fault: Fault): Promise<void>;
  faults(): Promise<readonly PendingFault[]>;
  clearFaults(): Promise<void>;
  sockets(): Promise<readonly SocketInfo[]>;
  disconnect(request?: DisconnectRequest): Promise<void>;
  deafen(request?: DeafenRequest): Promise<void>;
  deleteMessage(channel: string, ts: string): Promise<void>;
  closeEditWindow(at?: {
    readonly channel?: string;
    readonly ts?: string;
    readonly closed?: boolean;
  }): Promise<void>;
  addChannel(channel: {
    readonly name: string;
    readonly id?: string;
    readonly isPrivate?: boolean;
    readonly members?: readonly string[];
  }): Promise<string>;
  changeChannel(
    channel: string,
    change: { readonly isArchived?: boolean; readonly isExtShared?: boolean; readonly name?: string },
  ): Promise<void>;
  changeMembers(
    channel: string,
    change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): Promise<void>;
  changeUser(
    user: Partial<Omit<Person, 'groups'>> & Pick<SeedUser, 'teams' | 'without'> & { readonly id: string },
  ): Promise<void>;
  changeGroup(group: {
    readonly id: string;
    readonly handle?: string;
    readonly disabled?: boolean;
    readonly members?: readonly string[];
  }): Promise<void>;
  revokeToken(revoked?: boolean): Promise<void>;
  advanceClock(ms: number): Promise<void>;
  setRateLimit(limit: { readonly perSecond?: number; readonly burst?: number }): Promise<void>;
  readonly waitFor: WaitFor;
}

function workspaceActs(wire: ControlWire) {
  const tell = async (path: string, body: JsonObject): Promise<void> => {
    await wire.post(path, body);
  };
  return {
    fault: async (fault: Fault): Promise<void> => tell('/faults', { ...fault }),
    clearFaults: async (): Promise<void> => wire.remove('/faults'),
    clearCalls: async (): Promise<void> => wire.remove('/calls'),
    disconnect: async (request: DisconnectRequest = {}): Promise<void> =>
      tell('/sockets/disconnect', { ...request }),
    deafen: async (request: DeafenRequest = {}): Promise<void> => tell('/sockets/deafen', { ...request }),
    deleteMessage: async (channel: string, ts: string): Promise<void> =>
      tell('/messages/delete', { channel, ts }),
    closeEditWindow: async (at: JsonObject = {}): Promise<void> => tell('/messages/close-edit-window', at),
    changeChannel: async (channel: string, change: JsonObject): Promise<void> =>
      tell('/channels/change', { channel, ...change }),
    changeMembers: async (channel: string, change: JsonObject): Promise<void> =>
      tell('/channels/members', { channel, ...change }),
    changeUser: async (user: JsonObject): Promise<void> => tell('/users', user),
    changeGroup: async (group: JsonObject): Promise<void> => tell('/groups', group),
    revokeToken: async (revoked = true): Promise<void> => tell('/token', { revoked }),
    advanceClock: async (advanceMs: number): Promise<void> => tell('/clock', { advanceMs }),
    setRateLimit: async (limit: JsonObject): Promise<void> => tell('/rate-limit', limit),
    addChannel: async (channel: JsonObject): Promise<string> =>
      (await wire.post<{ readonly id: string }>('/channels', channel)).id,
  };
}

/** `baseUrl` is what `startFakeSlack` calls `url`. */
export function createSlackClient(baseUrl: string): SlackClient {
  const wire = createControlWire(baseUrl);
  const acts = workspaceActs(wire);
  return {
    url: baseUrl,
    as: (user) => createPersonClient(wire, user, waitFor),
    workspace: () => wire.get('/workspace'),
    async calls(method, channel) {
      const { calls } = await wire.get<{ readonly calls: readonly LoggedCall[] }>('/calls', {
        method,
        channel,
      });
      return calls;
    },
    async deliveries() {
      const { deliveries } = await wire.get<{ readonly deliveries: readonly LoggedDelivery[] }>(
        '/deliveries',
      );
      return deliveries;
    },
    async faults() {
      return (await wire.get<{ readonly faults: readonly PendingFault[] }>('/faults')).faults;
    },
    async sockets() {
      return (await wire.get<{ readonly sockets: readonly SocketInfo[] }>('/sockets')).sockets;
    },
    waitFor,
    ...acts,
    changeUser: async (user) => acts.changeUser({ ...user }),
  };
}
