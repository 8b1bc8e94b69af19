/** Who does something: a person in Slack, a token of a program, or a drill that restorebot runs. */
export type Actor =
  | { readonly type: 'person'; readonly userId: string }
  | { readonly type: 'token'; readonly name: string }
  | { readonly type: 'drill'; readonly name: string };

/**
 * The `by` of an event and of an entry of the audit. A person's is their Slack user id, as it has always been; such an
 * id has no colon, so the others cannot be taken for people.
 */
export function byOf(actor: Actor): string {
  return actor.type === 'person' ? actor.userId : `${actor.type}:${actor.name}`;
}

/** Who a stored `by` is. */
export function actorOf(by: string): Actor {
  const [, type, name] = /^(token|drill):(.+)$/su.exec(by) ?? [];
  if (name === undefined) return { type: 'person', userId: by };
  return type === 'token' ? { type: 'token', name } : { type: 'drill', name };
}
