import type { Role } from '#app/start-context.ts';
import { providers } from '#providers/all.ts';
import { kindsOf } from '#test/support/provider-documents.ts';
import { behaviors } from './checker.ts';
import { type Form, makeForm, ontoItself } from './forms.ts';
import { makeMishaps } from './mishaps.ts';
import { createPrng, type Prng } from './prng.ts';
import type { Act, ActType, Ask, Mishap, Story } from './story.ts';
import { approvers } from './world.ts';

/** On call; they may ask. Ben and Cleo may approve, too. */
const askers = ['U0ANA', 'U0EVE', 'U0BEN'] as const;
/** Who tries what they may not. */
const others = ['U0DORA', 'U0GUS', 'U0ANA'] as const;

/** The story of a seed: the same one each time. */
export function makeStory(seed: number): Story {
  const prng = createPrng(seed);
  const processes = prng.chance(25);
  const redis = prng.pick<Story['redis']>([
    'shared',
    'shared',
    'shared',
    'shared',
    'shared',
    'shared',
    'own',
    'pair',
  ]);
  const asks = Array.from({ length: prng.pick([1, 1, 2, 2, 3]) }, (_, index) => makeAsk(index + 1, prng));
  const story: Story = {
    seed,
    processes,
    machines: prng.chance(50),
    redis,
    replicas: prng.pick<readonly Role[]>([
      ['all'],
      ['all', 'all'],
      ['bot', 'worker'],
      ['bot', 'worker', 'worker'],
    ]),
    quorum: prng.pick([1, 1, 2]),
    windowSec: prng.chance(15) ? 3 : 60,
    asks,
    mishaps: makeMishaps(prng, { processes, redis, asks }),
    // Drawn last, so that a seed tells the story that it told before there were checks and objectives.
    ...(prng.chance(70) ? { check: prng.pick(behaviors) } : {}),
    ...(prng.chance(45)
      ? { objective: prng.pick(['acknowledge', 'acknowledge', 'acknowledge', 'refuse']) }
      : {}),
  };
  return story.objective === 'acknowledge' && prng.chance(50) ? submittedAgain(story, prng) : story;
}

/** The answer to a restore is lost, and people submit it again: by then it may lose more, which its requester must accept. */
function submittedAgain(story: Story, prng: Prng): Story {
  const [first] = story.asks.flatMap((ask) => {
    const form = ontoItself(ask.form);
    return form === undefined ? [] : [{ ...ask, form }];
  });
  if (first === undefined) return story;
  const act = (type: ActType, by: string, afterMs = 0, atOnce = false): Act => ({
    type,
    by,
    deliver: prng.pick([1, 1, 2]),
    afterMs,
    atOnce,
  });
  const votes = () => ['U0CLEO', 'U0FINN'].map((by) => act('approve', by, 0, prng.chance(50)));
  const action = { type: 'drop', applied: false } as const;
  const lost: Mishap = {
    at: 'provider.submit:before',
    n: 1,
    what: { type: 'vendor', calls: 'submits', times: 1, action },
  };
  const again = [
    act('submit-again', 'U0CLEO', prng.int(2_500, 4_000)),
    act('acknowledge', 'the requester', prng.int(0, 500)),
    ...votes(),
  ];
  return {
    ...story,
    asks: [{ ...first, acts: [...votes(), ...again], outOfSight: false }],
    mishaps: [...story.mishaps.slice(0, 1), lost],
  };
}

function makeAsk(number: number, prng: Prng): Ask {
  const form = makeForm(number, prng);
  return {
    number,
    afterMs: prng.pick([0, 0, prng.int(0, 1_500)]),
    by: prng.pick(askers),
    form,
    deliver: prng.pick([1, 1, 1, 2, 3]),
    ...makeActs(form, prng),
    endsWell: prng.chance(85),
  };
}

/** Those over something that exists: only their rule names somebody who may start them alone. */
export const inPlace: readonly string[] = providers.flatMap((manifest) =>
  kindsOf(manifest)
    .filter(({ facts }) => facts.impact === 'in-place')
    .map(({ id }) => `${manifest.example.connection} ${id}`),
);

function makeActs({ connection, kind }: Form, prng: Prng): Pick<Ask, 'acts' | 'outOfSight'> {
  const act = (type: ActType, by: string, afterMs = 0, atOnce = false): Act => ({
    type,
    by,
    deliver: prng.pick([1, 1, 1, 2, 4]),
    afterMs,
    atOnce,
  });
  const [first, second] = prng.some(approvers, 2);
  const acts: Act[] = [];
  if (prng.chance(15)) acts.push(act('approve', prng.pick(others)));
  const only = (last: Act) => ({ acts: [...acts, last], outOfSight: false });
  if (prng.chance(8)) return only(act('deny', prng.pick(approvers)));
  if (prng.chance(8)) return only(act('withdraw-request', 'the requester'));
  if (inPlace.includes(`${connection} ${kind}`) && prng.chance(20)) return only(act('break-glass', 'U0EVE'));
  acts.push(act('approve', first ?? 'U0BEN'));
  if (prng.chance(10)) acts.push(act('withdraw-vote', first ?? 'U0BEN'), act('approve', first ?? 'U0BEN'));
  acts.push(act(prng.chance(8) ? 'deny' : 'approve', second ?? 'U0CLEO', 0, prng.chance(40)));
  if (prng.chance(12)) {
    acts.push(
      act('take-over', prng.pick(approvers)),
      act('take-over', prng.pick(approvers), 0, prng.chance(50)),
    );
    acts.push(act(prng.pick(['adopt', 'close', 'submit-again']), prng.pick(approvers), prng.int(0, 500)));
    acts.push(act('approve', 'U0FINN'), act('approve', 'U0CLEO'));
    return { acts, outOfSight: true };
  }
  if (prng.chance(15)) acts.push(act('withdraw-request', 'the requester', prng.int(0, 400)));
  if (prng.chance(15)) acts.push(act('cancel-restore', prng.pick(approvers), prng.int(0, 800)));
  if (prng.chance(10)) acts.push(act('check-now', prng.pick(approvers), prng.int(0, 500)));
  if (prng.chance(10)) acts.push(act('close', prng.pick(approvers), prng.int(2_000, 4_000)));
  if (prng.chance(10)) {
    acts.push(act('submit-again', prng.pick(approvers), prng.int(2_000, 4_000)));
    acts.push(act('approve', 'U0FINN'), act('approve', 'U0CLEO'));
  }
  return { acts, outOfSight: false };
}
