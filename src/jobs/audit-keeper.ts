import { closeRefusals, sealAudit, type SealDeps, type SeenSeal } from '#service/audit/seal.ts';
import { every } from './every.ts';

export interface AuditKeeperDeps extends SealDeps {
  /** Milliseconds between two seals. */
  readonly everyMs: number;
}

/** Seals the audit at an interval and once more when it is disposed; any number of processes may. */
export function startAuditKeeper(deps: AuditKeeperDeps): AsyncDisposable {
  let failing = false;
  let seen: SeenSeal | undefined;

  async function keep(): Promise<void> {
    try {
      await closeRefusals(deps);
      seen = await sealAudit(deps, seen);
      failing = false;
    } catch (error) {
      // Said once for each outage: an interval is short.
      if (!failing) deps.log.error({ err: error }, 'the audit could not be sealed; trying on');
      failing = true;
    }
  }

  const seal = every(deps.everyMs, keep);
  return {
    async [Symbol.asyncDispose]() {
      await seal.stop();
      await keep();
    },
  };
}
