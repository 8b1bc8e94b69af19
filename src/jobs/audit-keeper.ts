import { rotateAudit } from '#service/rotate-audit.ts';
import { closeRefusals, sealAudit, type SealDeps } from '#service/seal-audit.ts';

export interface AuditKeeperDeps extends SealDeps {
  /** Milliseconds between two seals. */
  readonly everyMs: number;
  readonly retention: {
    /** How old entries become before they leave. */
    readonly auditMs: number;
    /** Between two looks at what may leave. */
    readonly everyMs: number;
  };
}

/**
 * Seals the audit at an interval and once more when it is disposed, and removes what is old enough and exported; any
 * number of processes may.
 */
export function startAuditKeeper(deps: AuditKeeperDeps): AsyncDisposable {
  const { retention } = deps;
  let failing = false;

  async function keep(): Promise<void> {
    try {
      await closeRefusals(deps);
      await sealAudit(deps);
      failing = false;
    } catch (error) {
      // Said once for each outage: an interval is short.
      if (!failing) deps.log.error({ err: error }, 'the audit could not be sealed; trying on');
      failing = true;
    }
  }

  async function clear(): Promise<void> {
    try {
      const rotation = await rotateAudit(deps, retention.auditMs);
      if (rotation.type !== 'waiting') return;
      deps.log.warn(rotation, 'audit entries are older than their retention and wait to be exported');
    } catch (error) {
      deps.log.error({ err: error }, 'the audit could not be rotated; trying again later');
    }
  }

  const seal = every(deps.everyMs, keep);
  const rotate = every(retention.everyMs, clear);
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all([seal.stop(), rotate.stop()]);
      await keep();
    },
  };
}

/** Does the work at an interval, never twice at once; `stop` waits for what is under way. */
function every(ms: number, work: () => Promise<void>): { stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= work().finally(() => {
      running = undefined;
    });
  }, ms);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
