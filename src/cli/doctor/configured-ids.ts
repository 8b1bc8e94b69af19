import type { Config } from '#config/config.ts';
import type { People } from '#core/approval.ts';

type Naming = Pick<Config, 'rules' | 'slack' | 'audit'>;

/** Every person that the configuration names by id, once. */
export function usersOf({ rules, audit }: Naming): readonly string[] {
  const named = rules.flatMap((rule): readonly (People | undefined)[] =>
    rule.effect === 'deny'
      ? []
      : [
          rule.ask,
          rule.approve?.from,
          rule.escalation?.to,
          rule.breakGlass?.people,
          rule.breakGlass?.reviewers,
        ],
  );
  const told = rules.flatMap((rule) => (rule.effect === 'deny' ? [] : (rule.breakGlass?.tell.users ?? [])));
  return [...new Set([...[...named, audit.readers].flatMap((people) => people?.users ?? []), ...told])];
}

/** Every channel that the configuration names, once: where rules hold, whom break-glass tells, what recovery reads. */
export function channelsOf({ rules, slack }: Naming): readonly string[] {
  const named = rules.flatMap((rule) => [
    ...(rule.match.channels ?? []),
    ...(rule.effect === 'deny' ? [] : (rule.breakGlass?.tell.channels ?? [])),
  ]);
  return [...new Set([...slack.channels, ...named])];
}
