/** What was found lately, by name. Those who ask at once, or within a while, share one answer. */
export interface Remembered<Value> {
  /** Finds what is not known, or is too old. Rejects as `find` does, for all who wait for it; nothing is kept then. */
  get(name: string, find: () => Promise<Found<Value>>): Promise<Value>;
}

interface Found<Value> {
  readonly value: Value;
  /** How long it is good enough, ms; 0: only for those who wait for it. */
  readonly keepMs: number;
}

/** Remembers in this process; `now`: the machine's clock. */
export function createRemembered<Value>(now: () => Date): Remembered<Value> {
  const known = new Map<string, { readonly value: Value; readonly until: number }>();
  const asked = new Map<string, Promise<Value>>();

  async function ask(name: string, find: () => Promise<Found<Value>>): Promise<Value> {
    try {
      const { value, keepMs } = await find();
      const time = now().getTime();
      for (const [each, { until }] of known) if (until <= time) known.delete(each);
      if (keepMs > 0) known.set(name, { value, until: time + keepMs });
      return value;
    } finally {
      asked.delete(name);
    }
  }

  return {
    get(name, find) {
      const last = known.get(name);
      if (last !== undefined && now().getTime() < last.until) return Promise.resolve(last.value);
      const waiting = asked.get(name) ?? ask(name, find);
      asked.set(name, waiting);
      return waiting;
    },
  };
}
