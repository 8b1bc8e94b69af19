import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

/** A step of a procedure in docs/operations.md: what is done by hand (in bold there), then what is typed. */
interface Step {
  /** `Stop restorebot` */
  readonly action?: string;
  /** The block of shell below it. */
  readonly commands?: string;
}

interface Procedure {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** The procedures of docs/operations.md, in their order. */
export async function procedures(): Promise<readonly Procedure[]> {
  const text = await readFile('docs/operations.md', 'utf8');
  const [, section = ''] = /^## Procedures\n(.*?)^## /msu.exec(text) ?? [];
  return section
    .split(/^### /mu)
    .slice(1)
    .map((part) => {
      const [name = ''] = part.split('\n');
      return {
        name,
        steps: part
          .split(/^\d+\. /mu)
          .slice(1)
          .map(stepOf),
      };
    });
}

function stepOf(text: string): Step {
  const [, action] = /^\*\*(.+?)\.?\*\*/u.exec(text) ?? [];
  const [, block] = /```sh\n(.*?)```/su.exec(text) ?? [];
  return {
    ...(action === undefined ? {} : { action }),
    ...(block === undefined ? {} : { commands: block.replaceAll(/^ {3}/gmu, '') }),
  };
}

interface Hands {
  /** What is done by hand, by the words in bold. A step with other words is an error of the page. */
  readonly actions: Readonly<Record<string, () => Promise<void>>>;
  /** Where commands are run. */
  readonly cwd: string;
  /** The environment of the commands at that moment. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** Where `/readyz` is, in place of the page's `localhost:8080`. */
  readonly address: () => string;
}

const Failed = z.object({ stdout: z.string(), stderr: z.string() });

/** Does what the page says, step by step; gives what was printed. Throws with the commands and their output where they fail. */
export async function follow(name: string, { actions, cwd, environment, address }: Hands): Promise<string> {
  const procedure = (await procedures()).find((each) => each.name === name);
  if (procedure === undefined) throw new Error(`docs/operations.md has no procedure “${name}”`);
  let printed = '';
  for (const { action, commands } of procedure.steps) {
    if (action !== undefined) {
      const act = actions[action];
      if (act === undefined) throw new Error(`no hand of this test does “${action}”`);
      await act();
    }
    if (commands === undefined) continue;
    const options = { cwd, env: environment(), timeout: 60_000 };
    const script = commands.replaceAll('localhost:8080', address());
    const { stdout } = await promisify(execFile)(
      'bash',
      ['--norc', '-euo', 'pipefail', '-c', script],
      options,
    ).catch((error: unknown) => {
      const { stdout: out, stderr } = Failed.parse(error);
      throw new Error(`“${name}” failed at:\n${commands}\n${out}\n${stderr}`, { cause: error });
    });
    printed += stdout;
  }
  return printed;
}
