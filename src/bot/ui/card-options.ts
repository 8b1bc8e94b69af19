import type { RestoreKind } from '#core/provider.ts';

/** What a card shows besides its request. */
export interface CardOptions {
  readonly now: Date;
  /** Whether the provider can stop a running restore; without it there is no such button. @default false */
  readonly canCancel?: boolean;
  /** Gives the kind its title and the options their labels. */
  readonly kind?: RestoreKind | undefined;
}
