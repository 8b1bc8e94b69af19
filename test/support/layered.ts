import type { Around, Ports } from '#app/around.ts';

/** One around the other; the first one is the closest to the part. */
export function layered(...layers: readonly Around[]): Around {
  const names = new Set(layers.flatMap((layer) => Object.keys(layer) as (keyof Ports)[]));
  const both =
    <Name extends keyof Ports>(name: Name) =>
    (port: Ports[Name]): Ports[Name] =>
      layers.reduce<Ports[Name]>((inner, layer) => layer[name]?.(inner) ?? inner, port);
  return Object.fromEntries([...names].map((name) => [name, both(name)]));
}
