import { describe } from 'vitest';
import { describeFacts } from './provider-cases-facts.ts';
import { describeFinding } from './provider-cases-finding.ts';
import { describeFollowing } from './provider-cases-following.ts';
import { describeQuestions } from './provider-cases-questions.ts';
import { describeFailedReads } from './provider-cases-reads.ts';
import { describeSubmission } from './provider-cases-submission.ts';
import type { ProviderHarness } from './provider-harness.ts';

/** What every provider must do, over real HTTP against its simulator. */
export function describeProvider(name: string, start: () => Promise<ProviderHarness>): void {
  describe(`provider conformance: ${name}`, () => {
    describeQuestions(start);
    describeFacts(start);
    describeSubmission(start);
    describeFinding(start);
    describeFollowing(start);
    describeFailedReads(start);
  });
}
