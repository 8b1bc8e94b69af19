/**
 * What one look has found. `problem`: restorebot does not start, or somebody cannot work. `warning`: it works, and
 * something should change. `unchecked`: nobody could look. Each but `ok` says what to do.
 */
export interface DoctorFinding {
  /** `slack`, or `connection crdb-prod`. */
  readonly part: string;
  readonly level: 'ok' | 'warning' | 'problem' | 'unchecked';
  /** Stable, for scripts: `slack-scope`. */
  readonly code: string;
  /** One line for a person. */
  readonly text: string;
}

/** Makes findings of one part. */
export function findingsOf(part: string) {
  const of =
    (level: DoctorFinding['level']) =>
    (code: string, text: string): DoctorFinding => ({ part, level, code, text });
  return { ok: of('ok'), warning: of('warning'), problem: of('problem'), unchecked: of('unchecked') };
}
