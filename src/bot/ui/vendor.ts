import type { PlanFacts, RestoreKind } from '#core/provider.ts';
import { line } from './escape.ts';

/*
 * A vendor by its one name, mrkdwn. Words for it where a request's kind is no longer in the configuration.
 */

/** Inside a sentence: `MongoDB Atlas`, `the vendor`. */
export function vendorOf(kind: RestoreKind | undefined): string {
  return kind?.vendor === undefined ? 'the vendor' : line(kind.vendor);
}

/** At its beginning: `MongoDB Atlas`, `The vendor`. */
export function vendorFirst(kind: RestoreKind | undefined): string {
  return kind?.vendor === undefined ? 'The vendor' : line(kind.vendor);
}

/** `the MongoDB Atlas console` */
export function consoleOf(kind: RestoreKind | undefined): string {
  return kind?.vendor === undefined ? 'the vendor’s console' : `the ${line(kind.vendor)} console`;
}

/** To the target in that console; only what cannot end the link. */
export function consoleLink({ consoleUrl, kind }: Partial<PlanFacts>): readonly string[] {
  if (consoleUrl === undefined || !/^https:\/\/[^\s<>|]+$/u.test(consoleUrl)) return [];
  return [
    `<${consoleUrl}|Open in ${kind?.vendor === undefined ? 'the vendor’s console' : line(kind.vendor)}>`,
  ];
}
