import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import { type Actor, actorOf, byOf } from '#core/actor.ts';
import type { Command } from '#core/commands.ts';
import type { PersonCommand } from '#core/person-command.ts';

test('what every record so far holds is a person, under the id that it has always had', () => {
  for (const by of ['U0RITA', 'W012A3CDE', '']) {
    expect(actorOf(by)).toEqual({ type: 'person', userId: by });
    expect(byOf(actorOf(by))).toBe(by);
  }
});

test('tokens and drills are stored under names that no person has', () => {
  const actor: fc.Arbitrary<Actor> = fc.record({
    type: fc.constantFrom('token' as const, 'drill' as const),
    name: fc.string({ minLength: 1 }),
  });
  fc.assert(
    fc.property(actor, (each) => {
      expect(actorOf(byOf(each))).toEqual(each);
    }),
  );
});

test('a command of a person brings nothing that is looked up, and a worker has another kind', () => {
  type Said = PersonCommand extends infer Each ? keyof Each : never;
  expectTypeOf<
    Extract<Said, 'by' | 'entitlement' | 'fingerprint' | 'requirement' | 'planJson'>
  >().toBeNever();
  expectTypeOf<Extract<Command, { type: 'expire' | 'dispatch' | 'hold' }>>().not.toExtend<PersonCommand>();
});
