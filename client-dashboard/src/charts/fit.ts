/** Straight lines through points on log axes: cost = factor * n^exponent. */
export interface Point {
  x: number;
  y: number;
}

export interface Power {
  factor: number;
  exponent: number;
}

/** The power law that fits best by least squares of the logarithms; null for fewer than three points. */
export function fitted(points: readonly Point[]): Power | null {
  const usable = points.filter(({ x, y }) => x > 0 && y > 0);
  if (usable.length < 3) return null;
  const xs = usable.map(({ x }) => Math.log(x));
  const ys = usable.map(({ y }) => Math.log(y));
  const [mean_x, mean_y] = [mean(xs), mean(ys)];
  const spread = sum(xs.map((x) => (x - mean_x) ** 2));
  if (spread === 0) return null;
  const exponent = sum(xs.map((x, at) => (x - mean_x) * ((ys[at] ?? 0) - mean_y))) / spread;
  return { factor: Math.exp(mean_y - exponent * mean_x), exponent };
}

/** The value of a power law. */
export function valueAt({ factor, exponent }: Power, x: number): number {
  return factor * x ** exponent;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
