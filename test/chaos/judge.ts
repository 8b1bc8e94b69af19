import type { Broken } from './broken.ts';
import type { Evidence } from './evidence.ts';
import { historiesOf, submissionsOf } from './histories.ts';
import { approvedBefore, onceEach, oneForEachTarget } from './judge-submissions.ts';
import { nothingDenied, toldToTheEnd, trulyRestored, trulyVerified, writtenDown } from './judge-telling.ts';

/** Holds what happened against the promises. */
export function judge(evidence: Evidence): readonly Broken[] {
  const histories = historiesOf(evidence);
  const submissions = submissionsOf(evidence, histories);
  return [
    ...approvedBefore(submissions, evidence),
    ...onceEach(submissions),
    ...oneForEachTarget(submissions),
    ...toldToTheEnd(evidence),
    ...nothingDenied(submissions),
    ...writtenDown(evidence),
    ...trulyRestored(evidence, histories),
    ...trulyVerified(evidence),
  ];
}
