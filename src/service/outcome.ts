import type { Exclusion } from '#core/approval.ts';
import type { Refusal } from '#core/commands.ts';
import type { Finding } from '#core/finding.ts';
import type { Sharing, Tampering } from '#core/ports.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { callFailed, type Why } from '#core/why.ts';

/** Everything a person can be told "no" for; bot/ui/refusals.ts has one sentence for each. */
export type ServiceRefusal =
  | Refusal
  /** The record is being compared with what stands in Slack. */
  | { readonly code: 'recovering' }
  | { readonly code: 'no-such-request'; readonly requestId: string }
  /**
   * Somebody changed its record outside restorebot, or its key is not configured any more: nothing is done with it.
   * `unaudited`: the audit does not confirm it.
   */
  | {
      readonly code: 'record-tampered';
      readonly requestId: string;
      readonly because: Tampering | 'unaudited';
    }
  /** The form is older than 30 minutes, or Redis lost it. */
  | { readonly code: 'form-gone' }
  | { readonly code: 'form-incomplete' }
  | { readonly code: 'not-your-form' }
  /** One person's share of what is open, and of a minute, is used up. */
  | { readonly code: 'too-many-open'; readonly most: number }
  | { readonly code: 'asking-too-fast'; readonly most: number; readonly waitMs: number }
  | { readonly code: 'may-not-ask'; readonly because: Exclusion }
  /** Other organizations see the channel of the card, or it is not known that they do not, and the rule wants that. */
  | {
      readonly code: 'shared-channel';
      readonly because: Exclude<Sharing, 'internal'>;
      readonly rule: string;
      readonly to: 'ask' | 'decide';
    }
  | { readonly code: 'may-not-read-audit'; readonly because: Exclusion }
  | { readonly code: 'may-not-pause'; readonly because: Exclusion }
  | { readonly code: 'no-rule'; readonly connection: string; readonly kind: string }
  /** A rule that forbids it, with its own reason. `guards`: the source, where the rule guards that end. */
  | {
      readonly code: 'denied-by-rule';
      readonly rule: string;
      readonly reason: string;
      readonly guards?: string;
    }
  /** A freeze that lets nothing wait for its end. */
  | { readonly code: 'frozen'; readonly freeze: string; readonly until: Date | undefined }
  | { readonly code: 'blocked'; readonly findings: readonly Finding[] }
  /** Another request holds the target; `holder` is its id. */
  | { readonly code: 'target-held'; readonly holder: string; readonly key: string }
  | { readonly code: 'unknown-connection'; readonly connection: string }
  | { readonly code: 'unknown-kind'; readonly connection: string; readonly kind: string }
  /** The vendor could not be asked. */
  | { readonly code: 'vendor-error'; readonly why: Why }
  /** The plan has the newest backup. */
  | { readonly code: 'no-newer-backup' }
  /** No key of the configuration opens it. */
  | { readonly code: 'secret-unreadable' }
  /** Submitting again would be a second time: the vendor shows this operation. */
  | {
      readonly code: 'still-at-vendor';
      readonly operationId: string;
      readonly is: 'running' | 'finished';
    }
  /** Closing would leave behind what the vendor has begun to show. */
  | { readonly code: 'found-at-vendor'; readonly operationId: string }
  /** `owner`: the request that has it; absent: the vendor does not know the id (`gone`), or it is no match. */
  | {
      readonly code: 'operation-not-ours';
      readonly operationId: string;
      readonly because: 'other-request' | 'no-match' | 'gone';
      readonly owner?: string;
    };

/** What became of a command. */
export type Outcome =
  /** `repeated`: this very command had been carried out before; nothing happened now. */
  | { readonly type: 'done'; readonly request: RestoreRequest; readonly repeated: boolean }
  | { readonly type: 'refused'; readonly refusal: ServiceRefusal };

/** What a person is told of a call to the vendor that failed. Throws every other error again. */
export function vendorRefusal(error: unknown): ServiceRefusal {
  if (!(error instanceof ProviderError)) throw error;
  return { code: 'vendor-error', why: callFailed(error) };
}

export function refused(refusal: ServiceRefusal): Outcome {
  return { type: 'refused', refusal };
}
