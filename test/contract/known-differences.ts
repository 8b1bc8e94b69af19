import type { Violation } from '#test/support/openapi.ts';

/** Where a vendor's document and what the vendor does differ, each once, with the reason why ours is right. */
export interface KnownDifference {
  readonly operation: RegExp;
  readonly part: Violation['part'];
  readonly text: RegExp;
  readonly reason: string;
}

const atlasClusters: KnownDifference = {
  operation: /^GET .*\/clusters(\/\{clusterName\})?$/,
  part: 'answer',
  text: /\/regionConfigs\/\d+\/(electableSpecs must match exactly one|regionName must be object)/,
  reason:
    'The schemas of the three clouds for region and hardware overlap, so that no cluster fits exactly one; ours are shaped as recorded.',
};
const atlasTimestamps: KnownDifference = {
  operation: /\/clusters\/\{clusterName\}\/backup\/restoreJobs/,
  part: 'answer',
  text: /\/desiredTimestamp\/(date|increment) must be/,
  reason: 'Recorded answers of restores from a snapshot have nulls there; the document has no null.',
};

export const knownDifferences: Readonly<Record<string, readonly KnownDifference[]>> = {
  atlas: [atlasClusters, atlasTimestamps],
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
