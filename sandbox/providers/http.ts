export interface VendorAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error in a vendor's usual shape. */
export type Failure = (status: number, message: string, code?: number | string) => unknown;

/** The parsed body, or `undefined` where there is none or it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
