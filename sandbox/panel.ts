import { z } from 'zod';
import type { AskedCall, Panel } from './panel-types.ts';
import type { RunningVendor } from './providers/manifest.ts';
import type { Simulators } from './simulators.ts';
import { Refused } from './slack/acts/stage.ts';
import { get, post, type Route } from './slack/control/route.ts';
import { type Happened, progressOf, stories, type Story, storyOf } from './stories.ts';
import type { VendorFaults } from './vendor-faults.ts';

/** What the panel shows of one run of the sandbox, and what it can do to it. */
export interface PanelDeps {
  readonly run: number;
  readonly story: Story;
  readonly vendors: Simulators;
  readonly faults: VendorFaults;
  /** Transitions so far, oldest first. */
  readonly happened: () => readonly Happened[];
  readonly audit: readonly string[];
  /** Lets time pass for Slack, the vendors and restorebot at once. */
  readonly advance: (ms: number) => void;
  /** Ends this run and begins another; what is open until then is answered first. */
  readonly startOver: (story: Story) => void;
}

/** How many calls are listed. */
const most = 60;

const FaultSwitch = z.strictObject({ vendor: z.string(), fault: z.string(), on: z.boolean() });
const Speed = z.strictObject({ speed: z.number().min(0).max(1_000) });
const Passed = z.strictObject({ advanceMs: z.number().min(0) });
const Chosen = z.strictObject({ story: z.string().optional() });
const Named = z.strictObject({ vendor: z.string() });

/** `/control/sandbox…`: stories, vendors and time, for the panel on the page. */
export function panelRoutes(deps: PanelDeps): readonly Route[] {
  const { vendors, faults } = deps;

  function vendorOf(name: string): RunningVendor {
    const found = vendors.all.find((each) => each.name === name);
    if (found === undefined) throw new Refused('no_such_vendor', `There is no simulator ${name}.`);
    return found;
  }

  return [
    get('/sandbox', () => shown(deps)),
    get('/sandbox/calls', () => ({ calls: newestCalls(vendors) })),
    post('/sandbox/faults', FaultSwitch, (_, { vendor, fault, on }) => {
      if (!faults.set(vendorOf(vendor), fault, on)) {
        throw new Refused('no_such_fault', `There is no fault ${fault}.`);
      }
    }),
    post('/sandbox/fail', Named, (_, { vendor }) => ({ failed: vendorOf(vendor).fail() })),
    post('/sandbox/speed', Speed, (_, { speed }) => {
      for (const { simulator } of vendors.all) simulator.clock.setSpeed(speed);
    }),
    post('/sandbox/clock', Passed, (_, { advanceMs }) => deps.advance(advanceMs)),
    post('/sandbox/start-over', Chosen, (_, { story }) => {
      const chosen = story === undefined ? deps.story : storyOf(story);
      if (chosen === undefined) throw new Refused('no_such_story', `There is no story ${story}.`);
      deps.startOver(chosen);
    }),
  ];
}

function shown({ run, story, vendors, faults, happened, audit }: PanelDeps): Panel {
  return {
    run,
    story: story.id,
    stories: stories.map(({ id, title, about }) => ({ id, title, about })),
    ...progressOf(story, happened()),
    vendors: vendors.all.map((vendor) => ({
      name: vendor.name,
      title: vendor.title,
      connection: vendor.connection,
      url: vendor.simulator.url,
      faults: faults.shown(vendor),
    })),
    speed: vendors.cockroach.clock.speed(),
    audit,
  };
}

/** What only settles who calls is left out: it says nothing of a restore. */
function newestCalls({ all }: Simulators): readonly AskedCall[] {
  return all
    .flatMap(({ name, simulator }) =>
      simulator
        .calls()
        .slice(-most)
        .filter(({ handshake }) => handshake !== true)
        .map(({ id, at, method, path, status, fault }) => ({
          vendor: name,
          id,
          at,
          method,
          path,
          status,
          ...(fault === undefined ? {} : { fault }),
        })),
    )
    .toSorted((a, b) => b.at.localeCompare(a.at) || b.id - a.id)
    .slice(0, most);
}
