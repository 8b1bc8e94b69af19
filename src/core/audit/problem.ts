import type { Tampering } from '../ports.ts';

/** What a mac was made for. */
export type Signed =
  | { readonly part: 'entry'; readonly seq: number }
  | { readonly part: 'seal'; readonly from: number; readonly to: number }
  | { readonly part: 'trailer' };

type Range = { readonly from: number; readonly to: number };
type Seq = { readonly seq: number };
type Of = { readonly requestId: string };
/** An entry that is this version of this request. */
type Version = Seq & Of & { readonly version: number };

/** What is wrong with an audit; the command line says it (cli/audit-problems.ts). */
export type AuditProblem =
  | ({ readonly code: 'entries-missing' } & Range)
  /** At the beginning, and no rotation says that it removed them. */
  | ({ readonly code: 'beginning-missing' } & Range)
  | ({ readonly code: 'out-of-order'; readonly expected: number } & Seq)
  | { readonly code: 'changed'; readonly what: Signed }
  | { readonly code: 'unknown-key'; readonly what: Signed; readonly key: string }
  | ({ readonly code: 'copied' } & Seq)
  /** Submits what nobody agreed to. */
  | ({ readonly code: 'not-agreed' } & Seq & Of)
  | ({ readonly code: 'without-predecessor' } & Seq)
  | ({ readonly code: 'versions-missing' } & Version)
  | ({ readonly code: 'version-skipped'; readonly before: number } & Version)
  | ({ readonly code: 'chain-broken' } & Version)
  | ({ readonly code: 'seal-covers-nothing' } & Range)
  | ({ readonly code: 'seal-missing'; readonly after: number } & Range)
  | ({ readonly code: 'seal-chain-broken' } & Range)
  | ({ readonly code: 'not-as-sealed' } & Range)
  | { readonly code: 'not-as-exported' }
  | { readonly code: 'lines-after-trailer' }
  | ({ readonly code: 'unreadable-line' } & Seq)
  | { readonly code: 'file-empty' }
  | { readonly code: 'trailer-missing' }
  | { readonly code: 'export-empty' }
  | { readonly code: 'empty' }
  | ({ readonly code: 'unsealed'; readonly at: Date } & Seq)
  | { readonly code: 'shipped-missing'; readonly what: Signed }
  | { readonly code: 'shipped-differs'; readonly what: Signed }
  | { readonly code: 'shipped-empty' }
  | ({ readonly code: 'behind-card' } & Range & Of)
  | ({ readonly code: 'card-without-entries' } & Of)
  | ({ readonly code: 'older-than-card'; readonly version: number; readonly shown: number } & Of)
  | ({ readonly code: 'record-unreadable' } & Of)
  | ({ readonly code: 'record-gone' } & Of)
  | ({ readonly code: 'record-tampered'; readonly because: Tampering } & Of)
  | ({ readonly code: 'record-differs' } & Of)
  | ({ readonly code: 'record-without-entries' } & Of)
  | ({ readonly code: 'not-listed' } & Seq & Of);
