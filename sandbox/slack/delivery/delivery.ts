import type {
  DeafenRequest,
  Deliver,
  DisconnectRequest,
  JsonObject,
  LoggedDelivery,
  SocketInfo,
} from '../control-types.ts';
import { type World, remember } from '../world.ts';

/** One payload on its way to the app. */
export interface Parcel {
  readonly type: LoggedDelivery['type'];
  /** For the log: `block_actions`, `/restore`… */
  readonly what: string;
  readonly user: string | undefined;
  readonly payload: JsonObject;
  /** Whether Slack looks at what comes with the ack. */
  readonly acceptsAnswer: boolean;
}

/** What came back, for the person who waits. */
export type Delivered =
  | { readonly kind: 'acked'; readonly body: unknown }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'undelivered'; readonly reason: string };

interface Sent {
  readonly envelopeId: string;
  /** Settles with the first answer or after the first deadline; never rejects. */
  readonly answer: Promise<Delivered>;
}

export interface Delivery extends AsyncDisposable {
  send(parcel: Parcel, how?: Deliver): Sent;
  sockets(): readonly SocketInfo[];
  disconnect(request: DisconnectRequest): void;
  deafen(request: DeafenRequest): void;
}

export interface DeliveryOptions {
  readonly ackTimeoutMs: number;
  readonly redeliveries: number;
}

/** Notes one copy in the log and returns what marks it as acked. */
export function logDelivery(
  world: World,
  parcel: Parcel,
  at: { readonly envelopeId: string; readonly attempt: number; readonly socket?: string },
): () => void {
  const entry: LoggedDelivery = {
    id: Number(world.newId('')),
    at: world.now().toISOString(),
    envelope_id: at.envelopeId,
    type: parcel.type,
    what: parcel.what,
    ...(parcel.user === undefined ? {} : { user: parcel.user }),
    ...(at.socket === undefined ? {} : { socket: at.socket }),
    attempt: at.attempt,
    acked: false,
  };
  remember(world.deliveries, entry);
  return () => {
    const index = world.deliveries.findLastIndex(({ id }) => id === entry.id);
    if (index >= 0) world.deliveries[index] = { ...entry, acked: true };
  };
}
