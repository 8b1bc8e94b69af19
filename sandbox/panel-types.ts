/** What the sandbox's own panel on the page shows and takes: `/control/sandbox/…`, see docs/sandbox-api.md. */

/** One thing to do, or to wait for, in a story. */
export interface ShownStep {
  readonly words: string;
  /** Who does it, a user id; absent: nobody has to. */
  readonly as?: string;
  /** What to type for it. */
  readonly command?: string;
  readonly done: boolean;
}

interface ShownStory {
  readonly id: string;
  readonly title: string;
  /** What it shows, in one sentence. */
  readonly about: string;
}

export interface ShownFault {
  readonly id: string;
  readonly words: string;
  readonly on: boolean;
}

export interface ShownVendor {
  readonly name: string;
  /** As people know it: “MongoDB Atlas”. */
  readonly title: string;
  readonly connection: string;
  /** Its API and control API. */
  readonly url: string;
  readonly faults: readonly ShownFault[];
}

/** `GET /control/sandbox` */
export interface Panel {
  /** Grows with each start-over: what was read before it is of another run. */
  readonly run: number;
  readonly story: string;
  readonly stories: readonly ShownStory[];
  readonly steps: readonly ShownStep[];
  /** Why the story does not go on; absent: it does. */
  readonly stuck?: string;
  readonly vendors: readonly ShownVendor[];
  /** How fast the vendors work; 1 is their usual pace, 0 pauses them. */
  readonly speed: number;
  /** Commands for a terminal, to export and verify the audit. */
  readonly audit: readonly string[];
}

/** One call that restorebot made to a simulator, as `GET /control/sandbox/calls` lists them, newest first. */
export interface AskedCall {
  readonly vendor: string;
  readonly id: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** 0: nothing was answered. */
  readonly status: number;
  readonly fault?: string;
}
