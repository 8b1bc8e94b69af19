import type { Violation } from '#test/support/openapi.ts';

/** Where a vendor's document and what the vendor does differ, each once, with the reason why ours is right. */
export interface KnownDifference {
  readonly operation: RegExp;
  readonly part: Violation['part'];
  readonly text: RegExp;
  readonly reason: string;
}

export const knownDifferences: Readonly<Record<string, readonly KnownDifference[]>> = {
  cockroach: [
    {
      operation: /^GET .*\/clusters(\/\{cluster_id\})?$/,
      part: 'answer',
      text: /is_customer_cloud_account/,
      reason: 'The document requires a member that it does not describe; the vendor’s own samples lack it.',
    },
    {
      operation: /^GET /,
      part: 'answer',
      text: /^\/pagination must be object/,
      reason: 'The vendor’s own samples have `"pagination": null` on a last page; the document has no null.',
    },
  ],
};
