import type { StoredRequest } from '#core/ports.ts';
import type { Duplicate, RestoreProvider } from '#core/provider.ts';
import type { ServiceDeps } from '#service/deps.ts';
import { type ServiceHarness, startServiceHarness } from './service-harness.ts';

/** Something that happens once the connection to the vendor is open, right before the last gate. */
class Barrier {
  happens: (harness: ServiceHarness) => void | Promise<void> = () => undefined;
  harness: ServiceHarness | undefined;
  /** What a second submission would do at the vendor; absent: what the kind says. */
  duplicate: Duplicate | undefined;

  around = (provider: RestoreProvider): RestoreProvider => ({
    ...provider,
    kinds: provider.kinds.map((kind) => ({ ...kind, duplicate: this.duplicate ?? kind.duplicate })),
    submit: (plan, options) =>
      provider.submit(plan, {
        ...options,
        mayPost: async () => {
          if (this.harness !== undefined) await this.happens(this.harness);
          return options.mayPost();
        },
      }),
  });
}

/** The use cases with that barrier; `duplicate` as in `Barrier`. */
export async function startAtGate(
  duplicate?: Duplicate,
): Promise<ServiceHarness & { readonly barrier: Barrier }> {
  const barrier = new Barrier();
  barrier.duplicate = duplicate;
  const harness = await startServiceHarness({ around: barrier.around });
  barrier.harness = harness;
  return Object.assign(harness, { barrier });
}

/** One step of a worker, and the request after it. */
export async function step(
  harness: ServiceHarness,
  id: string,
  deps: Partial<ServiceDeps> = {},
): Promise<StoredRequest> {
  await harness.another(deps).advance(id, AbortSignal.timeout(10_000));
  return harness.load(id);
}
