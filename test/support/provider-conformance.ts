import { describe, expect, test } from 'vitest';
import { describeFacts } from './provider-cases-facts.ts';
import { describeFinding } from './provider-cases-finding.ts';
import { describeFollowing } from './provider-cases-following.ts';
import { describeQuestions } from './provider-cases-questions.ts';
import { describeFailedReads } from './provider-cases-reads.ts';
import { describeSubmission } from './provider-cases-submission.ts';
import { describeSurroundings } from './provider-cases-surroundings.ts';
import { type Case, casesOf, type StartHarness } from './provider-check.ts';
import type { ProviderUnderTest } from './provider-harness.ts';

/** What every provider must do, over real HTTP against its simulator. */
export function conformanceCases(start: StartHarness): readonly Case[] {
  return casesOf((check) => {
    describeQuestions(check, start);
    describeFacts(check, start);
    describeSurroundings(check, start);
    describeSubmission(check, start);
    describeFinding(check, start);
    describeFollowing(check, start);
    describeFailedReads(check, start);
  });
}

/**
 * Makes a test of every case, for every variant. `isHere`: which variants belong to this file, where a provider has
 * so many that they run in two files at once. @default all of them
 */
export function describeProvider(
  { name, variants }: ProviderUnderTest,
  isHere: (variant: string) => boolean = () => true,
): void {
  const here = Object.entries(variants).filter(([variant]) => isHere(variant));
  describe.each(here)(`provider conformance: ${name}, %s`, (_, { start }) => {
    const cases = conformanceCases(start).map((each) => [each.name, each.run] as const);
    test.each(cases)('%s', async (_, run) => {
      expect.hasAssertions();
      await run();
    });
  });
}
