/** One figure over the number of restores, for both. */
export interface Curve {
  readonly title: string;
  readonly points: readonly Point[];
}

interface Point {
  readonly restores: number;
  readonly bare: number;
  readonly restorebot: number;
}

const panel = { width: 300, height: 200, left: 50, top: 34, gap: 30 };
const colors = { bare: '#8a8f98', restorebot: '#2f6fde' } as const;

/** A picture of the curves next to each other; restores on a logarithmic scale. */
export function chartOf(curves: readonly Curve[]): string {
  const width = curves.length * (panel.left + panel.width + panel.gap);
  const height = panel.top + panel.height + 60;
  const panels = curves.map((curve, index) => drawn(curve, index * (panel.left + panel.width + panel.gap)));
  const legend = Object.entries(colors).map(
    ([name, color], index) =>
      `<rect x="${panel.left + index * 110}" y="${height - 18}" width="12" height="12" fill="${color}"/><text x="${panel.left + 18 + index * 110}" y="${height - 8}">${name}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#333">
<rect width="100%" height="100%" fill="#fff"/>
${[...panels, ...legend].join('\n')}
</svg>
`;
}

function drawn({ title, points }: Curve, x: number): string {
  const most = 1.15 * Math.max(...points.flatMap(({ bare, restorebot }) => [bare, restorebot]));
  const decades = points.map(({ restores }) => Math.log10(restores));
  const [first, last] = [Math.min(...decades), Math.max(...decades)];
  const atX = (restores: number) =>
    round(x + panel.left + (panel.width * (Math.log10(restores) - first)) / Math.max(1, last - first));
  const atY = (value: number) => round(panel.top + panel.height * (1 - value / most));
  const lines = [0, 0.5, 1].map((share) => {
    const y = atY(share * most);
    const label = share * most >= 10 ? Math.round(share * most) : (share * most).toFixed(1);
    return `<path d="M${x + panel.left} ${y}h${panel.width}" stroke="#e3e5e8"/><text x="${x + panel.left - 6}" y="${y + 4}" text-anchor="end">${label}</text>`;
  });
  const curves = (['bare', 'restorebot'] as const).map((name) => {
    const places = points.map((point) => [atX(point.restores), atY(point[name])] as const);
    const dots = places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colors[name]}"/>`);
    return `<polyline fill="none" stroke="${colors[name]}" stroke-width="2" points="${places.map((at) => at.join(',')).join(' ')}"/>${dots.join('')}`;
  });
  const ticks = points.map(
    ({ restores }) =>
      `<text x="${atX(restores)}" y="${panel.top + panel.height + 18}" text-anchor="middle">${restores.toLocaleString('en-US')}</text>`,
  );
  return `<text x="${x + panel.left}" y="18" font-weight="bold">${title}</text>${[...lines, ...curves, ...ticks].join('')}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
