import type { ProviderManifest } from '#providers/kit/manifest.ts';
import type { Simulator } from './simulator.ts';

/** What may differ from run to run at every vendor. */
export interface StartOptions {
  /** Of a restore, by the vendor's clock. @default as long as the vendor's own default */
  readonly restoreMs?: number;
  /** Whether the vendor's limit of calls is lifted. @default false */
  readonly unlimited?: boolean;
}

/** What the sandbox and the tests must know of a simulator before it runs; they are derived from a list of these. */
export interface SimulatorManifest<Started extends Simulator = Simulator> {
  /** Whose vendor it stands in for; the connection to it is the one of the provider's example. */
  readonly provider: ProviderManifest;
  /** Starts it, with what has gone wrong there before a newcomer arrives. */
  start(options: StartOptions): Promise<Started>;
  /** A connection's credential, and waits that suit the simulator's pace. */
  settings(simulator: Started): Readonly<Record<string, unknown>>;
  /** The same credential as text, which must appear nowhere. */
  secret(simulator: Started): string;
  /** Settings for tests that wait for no vendor longer than this. */
  hurried(timeoutMs: number): Readonly<Record<string, unknown>>;
  /** A part of the path of a submission, and of nothing else that is POSTed. */
  readonly submitPath: string;
  /** Fails what runs there; answers how much that was. */
  fail(simulator: Started): number;
}

/** A simulator that runs, whichever vendor's it is. */
export interface RunningVendor {
  readonly name: string;
  /** As people know it: “MongoDB Atlas”. */
  readonly title: string;
  /** In restorebot.yaml: `crdb-prod`. */
  readonly connection: string;
  readonly simulator: Simulator;
  /** The connection's part of restorebot.yaml. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secret: string;
  readonly submitPath: string;
  hurried(timeoutMs: number): Readonly<Record<string, unknown>>;
  fail(): number;
}

export function running<Started extends Simulator>(
  manifest: SimulatorManifest<Started>,
  simulator: Started,
): RunningVendor {
  const { name, title, example } = manifest.provider;
  return {
    name,
    title,
    connection: example.connection,
    simulator,
    settings: { provider: name, baseUrl: simulator.url, ...manifest.settings(simulator) },
    secret: manifest.secret(simulator),
    submitPath: manifest.submitPath,
    hurried: (timeoutMs) => manifest.hurried(timeoutMs),
    fail: () => manifest.fail(simulator),
  };
}
