import type { PlanFacts } from '#core/provider.ts';

/** What a card shows besides its request; what the provider does not say is not shown. */
export interface CardOptions extends Partial<PlanFacts> {
  readonly now: Date;
}
