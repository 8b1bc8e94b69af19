import type { Looked, ProviderCheck, Verification } from '#core/verification.ts';

/** Nothing that the vendor shows contradicts its report of success. */
export function passed(code: string, text: string, looked: Looked = 'status'): Verification {
  return { outcome: 'passed', findings: [{ level: 'ok', code, text, looked }] };
}

/** What was restored is not there, or not as it must be. */
export function failed(code: string, text: string, looked: Looked = 'status'): Verification {
  return { outcome: 'failed', findings: [{ level: 'warning', code, text, looked }] };
}

/** The vendor shows too little. */
export function notPossible(code: string, text: string, looked: Looked = 'nothing'): Verification {
  return { outcome: 'not-possible', findings: [{ level: 'warning', code, text, looked }] };
}

/** Worth knowing of what was restored, without a look at it. */
export function alsoKnow(code: string, text: string): ProviderCheck {
  return { level: 'warning', code, text };
}

/** The same, with something else worth knowing. */
export function withChecks(
  { outcome, findings }: Verification,
  ...checks: readonly ProviderCheck[]
): Verification {
  return { outcome, findings: [...findings, ...checks] };
}

const worstFirst = ['failed', 'not-possible', 'passed'] as const;

/** Of several looks at one target: the worst outcome, and everything that was seen. */
export function allOf(looks: readonly Verification[]): Verification {
  const outcome = worstFirst.find((each) => looks.some((look) => look.outcome === each)) ?? 'passed';
  return { outcome, findings: looks.flatMap(({ findings }) => findings) };
}
