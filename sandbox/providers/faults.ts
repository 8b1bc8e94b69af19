import { z } from 'zod';

/** Whether the vendor does what was asked before it misbehaves. */
const applied = z.boolean();

const Action = z.discriminatedUnion('type', [
  /** An error with the vendor's usual body, or with one given here. */
  z.object({
    type: z.literal('status'),
    status: z.int().min(200).max(599),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
    message: z.string().optional(),
    code: z.union([z.number(), z.string()]).optional(),
    applied: applied.default(false),
  }),
  /** A proxy's web page. */
  z.object({
    type: z.literal('html'),
    status: z.int().min(200).max(599).default(502),
    applied: applied.default(false),
  }),
  /** Half of the real answer, or of an error where a status is given. */
  z.object({
    type: z.literal('half-json'),
    status: z.int().min(200).max(599).optional(),
    applied: applied.default(true),
  }),
  z.object({
    type: z.literal('huge'),
    bytes: z.int().positive().default(10_000_000),
    applied: applied.default(true),
  }),
  z.object({
    type: z.literal('empty'),
    status: z.int().min(200).max(599).default(200),
    applied: applied.default(true),
  }),
  z.object({ type: z.literal('drop'), applied: applied.default(false) }),
  z.object({ type: z.literal('hang'), applied: applied.default(false) }),
  z.object({ type: z.literal('delay'), ms: z.int().min(0), applied: applied.default(true) }),
  /** Members of the real answer replaced or removed, by dotted path: `status`, `restores.0.id`. */
  z.object({
    type: z.literal('edit'),
    set: z.record(z.string(), z.unknown()).default({}),
    remove: z.array(z.string()).default([]),
    applied: applied.default(true),
  }),
]);
export type FaultAction = z.output<typeof Action>;

/** Misbehavior on command, for the next `times` calls that match. */
export const Fault = z.object({
  method: z.string().optional(),
  /** A part of the path: `/restores`. */
  path: z.string().optional(),
  /** Only calls that ask for more items of one page than this. */
  pageOver: z.int().positive().optional(),
  /** For calls that settle who calls, instead of those that ask for something. */
  handshake: z.boolean().default(false),
  times: z.int().positive().default(1),
  action: Action,
});
export type Fault = z.output<typeof Fault>;
export type FaultInput = z.input<typeof Fault>;

export interface PendingFault extends Fault {
  readonly id: string;
}

export interface FaultQueue {
  add(fault: FaultInput): string;
  pending(): readonly PendingFault[];
  clear(): void;
  /** Forgets one of them. */
  drop(id: string): void;
  /** The oldest fault for this call, used up by one. */
  take(call: {
    readonly method: string;
    readonly path: string;
    readonly query: URLSearchParams;
    readonly handshake: boolean;
  }): PendingFault | undefined;
}

export function createFaultQueue(): FaultQueue {
  let queue: readonly PendingFault[] = [];
  let added = 0;
  return {
    add(fault) {
      added += 1;
      const id = `fault-${added}`;
      queue = [...queue, { ...Fault.parse(fault), id }];
      return id;
    },
    pending: () => queue,
    clear() {
      queue = [];
    },
    drop(id) {
      queue = queue.filter((each) => each.id !== id);
    },
    take({ method, path, query, handshake }) {
      const fault = queue.find(
        (each) =>
          each.handshake === handshake &&
          (each.method ?? method) === method &&
          (each.path === undefined || path.includes(each.path)) &&
          (each.pageOver === undefined || pageSizeOf(query) > each.pageOver),
      );
      queue = queue
        .map((each) => (each.id === fault?.id ? { ...each, times: each.times - 1 } : each))
        .filter(({ times }) => times > 0);
      return fault;
    },
  };
}

/** By any vendor's name of it; 0 where none is asked for. */
function pageSizeOf(query: URLSearchParams): number {
  const names = ['itemsPerPage', 'pageSize', 'pagination.limit', 'limit'];
  return Number(names.map((name) => query.get(name)).find((each) => each !== null) ?? 0);
}

/** A copy of a JSON value with some of its members replaced or removed. Throws where a path leads nowhere. */
export function edited(
  value: unknown,
  set: Readonly<Record<string, unknown>>,
  remove: readonly string[],
): unknown {
  const copy: unknown = structuredClone(value);
  for (const [path, member] of Object.entries(set)) Reflect.set(...place(copy, path), member);
  for (const path of remove) Reflect.deleteProperty(...place(copy, path));
  return copy;
}

function place(root: unknown, path: string): [object, string] {
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  let at: unknown = root;
  for (const part of parts) at = typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined;
  if (typeof at !== 'object' || at === null) throw new Error(`the answer has no ${path}`);
  return [at, last];
}
