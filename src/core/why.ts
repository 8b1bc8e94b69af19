import { z } from 'zod';
import { defined } from './defined.ts';
import { Instant } from './instant.ts';
import type { ProviderError } from './provider-error.ts';

/*
 * Why something became of a request, as a code with its facts. The sentences for people are one table,
 * bot/ui/why.ts. A provider's own words are facts too.
 */

function why<const Code extends string, Shape extends z.ZodRawShape>(code: Code, shape: Shape) {
  return z.object({ code: z.literal(code), ...shape });
}

/**
 * A call to a vendor, as `ProviderErrorFacts` has it; `detail` and `advice` are the provider's words. `vendorCode`: the
 * code of the vendor or of the connection, else the status of the answer.
 */
const call = {
  action: z.string(),
  detail: z.string(),
  advice: z.string(),
  vendorCode: z.string().optional(),
};
export const VendorCall = z.object(call);
export type VendorCall = Readonly<z.output<typeof VendorCall>>;
const attempts = { attempts: z.array(z.int()) };
const seen = { seen: z.string() };
const freeze = { freeze: z.string() };

const plain = [
  why('vendor-call-failed', call),
  /** A provider's own sentence: a status that nobody knows, why a restore failed, what it no longer knows. */
  why('vendor-said', { text: z.string(), vendorCode: z.string().optional() }),

  /* What keeps an approved request from starting. */
  why('in-the-way', { texts: z.array(z.string()) }),
  why('forbidden-by-rule', { rule: z.string(), reason: z.string(), guards: z.string().optional() }),
  why('no-rule-left', {}),
  why('requester-groups-unknown', {}),
  why('requester-no-longer-entitled', {}),
  why('approvers-unknown', { because: z.enum(['lookup-failed', 'not-told']) }),
  why('earlier-submission-unknown', {}),
  why('unvouched', {}),
  /** Somebody paused all restores; also between the intent and the write. */
  why('paused', {}),

  /* Why approvals no longer count. */
  why('rules-changed', {}),
  why('target-changed', {}),
  why('no-longer-entitled', { who: z.string() }),
  why('too-few-entitled', {}),
  why('yes-may-be-taken-back', {}),

  /* Why nothing of an attempt left the process. */
  why('check-failed', {}),
  why('record-away', {}),
  why('redis-slow', { tookMs: z.number() }),
  why('recovering', {}),
  why('changed-meanwhile', {}),
  why('too-late', { postBy: Instant }),
  why('thread-unreachable', {}),
  why('not-witnessed', {}),
  why('stopping', {}),
  why('interrupted', {}),
  why('freeze-began', freeze),

  /* What is known of a submission without an answer. */
  why('submission-interrupted', {}),
  why('older-operation-named', { operationId: z.string() }),
  why('not-in-list', { attempt: z.int(), reads: z.int() }),
  why('undecidable', { detail: z.string() }),
  why('several-match', { count: z.int() }),
  why('not-in-list-yet', {}),
  why('answers-lost', { times: z.int() }),
  why('no-refusal', attempts),
  why('in-the-way-of-retry', { ...attempts, findings: z.array(z.string()) }),
  why('found-before', { count: z.int() }),
  why('other-attempts', { numbers: z.array(z.int()) }),
  why('card-disagrees', seen),
  why('sent-before-setback', seen),
  why('no-progress', {}),

  /* Why a request is over. */
  why('not-approved-in-time', {}),
  why('freeze-outlasted', freeze),
  why('freeze-ends-waiting', freeze),
  why('start-times-over', freeze),
  why('over-before-setback', seen),

  why('freeze-stops', freeze),
  why('not-checked-at-opening', call),
] as const;

const Plain = z.discriminatedUnion('code', plain);
type Plain = Readonly<z.output<typeof Plain>>;

/** Whatever a newer version wrote that this one does not know is shown as its stored sentence. */
function reasonOf<Kind extends z.ZodType>(kind: Kind) {
  return {
    /** For versions that do not know `why`, written for one more release; shown where `why` is absent. */
    text: z.string(),
    why: kind.optional().catch(undefined),
  };
}

const reason = z.object(reasonOf(Plain));

export const Why = z.discriminatedUnion('code', [
  ...plain,
  /** `hold`: what it waited for. */
  why('not-started-in-time', { hold: reason.optional() }),
  /** People took over what restorebot could not find, or could not follow. */
  why('not-found', { attempt: z.int(), trouble: reason }),
  why('out-of-sight', { trouble: reason }),
]);
export type Why = Readonly<z.output<typeof Why>>;
export type WhyOf<Code extends Why['code']> = Extract<Why, { code: Code }>;

/** How a reason is kept: part of the shape of states and events. */
export const reasonShape = reasonOf(Why);
/** A reason as it was stored; an older version stored only its sentence. */
export interface Reason {
  readonly text: string;
  readonly why?: Why | undefined;
}

/** A failed vendor call as a reason. */
export function callFailed({ facts }: ProviderError): WhyOf<'vendor-call-failed'> {
  const { action, detail, advice, httpStatus } = facts;
  const code = facts.code ?? (httpStatus === undefined ? undefined : `HTTP_${httpStatus}`);
  return { code: 'vendor-call-failed', action, detail, advice, ...defined({ vendorCode: code }) };
}

/** A reason as a fact of another one, which goes no deeper. */
export function plainOf({ text, why }: Reason): { text: string; why?: Plain | undefined } {
  const isDeep =
    why === undefined ||
    why.code === 'not-started-in-time' ||
    why.code === 'not-found' ||
    why.code === 'out-of-sight';
  return isDeep ? { text } : { text, why };
}
