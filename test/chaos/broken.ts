/** A promise that was not kept, in a sentence with what shows it. */
export interface Broken {
  readonly promise: 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6' | 'P7';
  readonly sentence: string;
}

export function broken(promise: Broken['promise'], sentence: string): Broken {
  return { promise, sentence };
}
