import type { CardFacts } from '#core/provider.ts';

/** What a card shows besides its request; what nobody says is not shown. */
export interface CardOptions extends Partial<CardFacts> {
  readonly now: Date;
}
