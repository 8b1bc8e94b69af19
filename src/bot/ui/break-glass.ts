import type { KnownBlock } from '@slack/types';
import type { RestoreRequest } from '#core/restore-request.ts';
import { section } from './blocks.ts';
import { when } from './date.ts';
import { quote } from './escape.ts';
import { mentionThose, person } from './people.ts';

/** Those who may look at break-glass, without the person who used it and the requester. */
export function reviewersOf(request: RestoreRequest): string {
  const { requirement, glass } = request;
  const { reviewers = { users: [], groups: [] } } = requirement.breakGlass ?? {};
  return mentionThose(reviewers, request, glass?.by ?? '');
}

/** Who used break-glass, why, and who reviewed it since; empty where nobody did. */
export function glassBlocks(request: RestoreRequest): readonly KnownBlock[] {
  const { glass } = request;
  if (glass === undefined) return [];
  const { by, at, reason, holds, review } = glass;
  return [
    section(
      [
        `:fire_extinguisher: *${person(by)} used break-glass ${when(at)}*, because:`,
        quote(reason),
        ...(holds ? [] : ['That no longer stands for an approval: what it was for has changed.']),
        ...(review === undefined
          ? [`To be reviewed by ${reviewersOf(request)}.`]
          : [`Reviewed by ${person(review.by)} ${when(review.at)}:`, quote(review.note)]),
      ].join('\n'),
    ),
  ];
}
