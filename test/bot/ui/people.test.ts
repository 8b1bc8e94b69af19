import { describe, expect, test } from 'vitest';
import { mentionThose } from '#bot/ui/people.ts';
import { aRequirement } from '#test/support/builders.ts';

describe('notifying those who may agree', () => {
  const people = { users: ['U0DORA', 'U0RITA'], groups: ['S0ONCALL', 'S0DBA'] };

  test('calls groups and people, but never the requester', () => {
    const request = { requester: 'U0RITA', requirement: aRequirement() };

    expect(mentionThose(people, request)).toBe('<!subteam^S0ONCALL>, <!subteam^S0DBA> or <@U0DORA>');
  });

  test('calls the others of a group in which the requester is by their names, each once', () => {
    const othersIn = { S0DBA: ['U0ADA', 'U0DORA', 'U0BEN'] };
    const request = { requester: 'U0RITA', requirement: aRequirement({ othersIn }) };

    expect(mentionThose(people, request, 'U0BEN')).toBe('<!subteam^S0ONCALL>, <@U0DORA> or <@U0ADA>');
  });

  test('calls nobody where the requester is alone in the only group', () => {
    const request = { requester: 'U0RITA', requirement: aRequirement({ othersIn: { S0DBA: [] } }) };

    expect(mentionThose({ users: [], groups: ['S0DBA'] }, request)).toBe('');
  });
});
