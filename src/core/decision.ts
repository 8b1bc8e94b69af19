import type { Entitlement } from './approval.ts';
import type { Context, Refusal } from './commands.ts';
import { defined } from './defined.ts';
import type { RequestEvent } from './events.ts';

/** Either what has happened, or why nothing does. */
export type Decision =
  | { readonly type: 'accepted'; readonly events: readonly RequestEvent[] }
  | { readonly type: 'refused'; readonly refusal: Refusal };

type To = Extract<Refusal, { code: 'not-entitled' }>['to'];

export function excluded(entitlement: Entitlement, to?: To): Decision | undefined {
  if (entitlement.type === 'entitled') return undefined;
  const { because } = entitlement;
  return refuse({ code: 'not-entitled', because, ...defined({ to }) });
}

export function accept(...events: readonly RequestEvent[]): Decision {
  return { type: 'accepted', events };
}

export function refuse(refusal: Refusal): Decision {
  return { type: 'refused', refusal };
}

export function base(context: Context, by?: string): { at: Date; commandId: string; by?: string } {
  return { at: context.now, commandId: context.commandId, ...defined({ by }) };
}
