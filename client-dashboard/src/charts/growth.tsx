import { extent } from "d3-array";
import { scaleLog } from "d3-scale";
import type { Fit, Size, Trial } from "../api/types.ts";
import { count, seconds, times } from "../words.ts";
import { AxisBelow, AxisLeft } from "./axes.tsx";
import { Frame, Legend, type Room } from "./frame.tsx";

const HEIGHT = 220;

interface Point {
  x: number;
  y: number;
}

interface Series {
  name: "before" | "after" | "gain";
  points: readonly Point[];
  /** The curve that fits them; empty where the data do not say. */
  fit: readonly Point[];
}

/** How the cost of both versions grows with the input, on log axes, with the curves that fit. */
export function CostBySize({ trial }: { trial: Trial }) {
  const { sizes, fits } = trial;
  const before = pointsOf(sizes, (size) => size.baseline_s);
  const after = pointsOf(sizes, (size) => size.candidate_s);
  if (before.length < 2) return null;
  const series: Series[] = [
    { name: "before", points: before, fit: pointsOf(sizes, (_, at) => fits?.baseline?.seconds[at]) },
    { name: "after", points: after, fit: pointsOf(sizes, (_, at) => fits?.candidate?.seconds[at]) },
  ];
  const rows = sizes.map((one) => [
    count(one.n),
    seconds(one.baseline_s),
    seconds(one.candidate_s),
    times(one.speedup),
  ]);
  return (
    <Frame
      title="Time by input size"
      summary={trial.growth ? `It grows as ${trial.growth[0]} before and ${trial.growth[1]} after.` : ""}
      height={HEIGHT}
      legend={<Legend before={`before${growthOf(fits?.baseline)}`} after={`after${growthOf(fits?.candidate)}`} />}
      figures={[["n", "before", "after", "gain"], ...rows]}
      draw={(room) => <LogLog room={room} series={series} text={seconds} />}
    />
  );
}

/** How many times faster it is, by input size, on log axes. */
export function GainBySize({ trial }: { trial: Trial }) {
  const { sizes, fits } = trial;
  const points = pointsOf(sizes, (size) => size.speedup);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return null;
  const fit = pointsOf(sizes, (_, at) => ratio(fits?.baseline?.seconds[at], fits?.candidate?.seconds[at]));
  return (
    <Frame
      title="Gain by input size"
      summary={`${times(first.y)} at ${count(first.x)}, ${times(last.y)} at ${count(last.x)}.`}
      height={HEIGHT}
      figures={[["n", "gain"], ...points.map(({ x, y }) => [count(x), times(y)])]}
      draw={(room) => <LogLog room={room} series={[{ name: "gain", points, fit }]} text={times} level={1} />}
    />
  );
}

interface LogLogProps {
  room: Room;
  series: readonly Series[];
  text(value: number): string;
  /** A value that is marked across the picture. */
  level?: number;
}

function LogLog({ room, series, text, level }: LogLogProps) {
  const all = series.flatMap(({ points, fit }) => [...points, ...fit]);
  const x = scaleLog()
    .domain(span(all.map((point) => point.x)))
    .range([room.left, room.right]);
  const y = scaleLog()
    .domain(span([...all.map((point) => point.y), ...(level === undefined ? [] : [level])]))
    .range([room.bottom, room.top]);
  return (
    <>
      <AxisBelow scale={x} room={room} text={count} label="input size n" />
      <AxisLeft scale={y} room={room} text={text} />
      {level !== undefined && <line className="level" x1={room.left} x2={room.right} y1={y(level)} y2={y(level)} />}
      {series.map((one) => (
        <Curve key={one.name} series={one} x={x} y={y} />
      ))}
    </>
  );
}

type LogScale = ReturnType<typeof scaleLog<number, number>>;

function Curve({ series: { name, points, fit }, x, y }: { series: Series; x: LogScale; y: LogScale }) {
  const line = fit.length > 1 ? fit : points;
  return (
    <g className={`series ${name}`}>
      <polyline
        className={fit.length > 1 ? "fit" : "joined"}
        points={line.map((point) => `${x(point.x)},${y(point.y)}`).join(" ")}
      />
      {points.map((point) =>
        name === "after" ? (
          <rect
            key={point.x}
            className={`mark ${name}`}
            x={x(point.x) - 3.5}
            y={y(point.y) - 3.5}
            width="7"
            height="7"
          />
        ) : (
          <circle key={point.x} className={`mark ${name}`} cx={x(point.x)} cy={y(point.y)} r="4" />
        ),
      )}
    </g>
  );
}

/** What a log axis can show of the sizes. */
function pointsOf(sizes: readonly Size[], value: (size: Size, at: number) => number | null | undefined): Point[] {
  return sizes.flatMap((size, at) => {
    const y = value(size, at);
    return size.n > 0 && y && y > 0 ? [{ x: size.n, y }] : [];
  });
}

function ratio(before: number | null | undefined, after: number | null | undefined): number | null {
  return before && after ? before / after : null;
}

function growthOf(fit: Fit | null | undefined): string {
  return fit ? ` ${fit.label}, slope ${fit.exponent.toFixed(1)}` : "";
}

/** The smallest and the largest value, with a little room on both sides. */
function span(values: readonly number[]): [number, number] {
  const [low = 1, high = 10] = extent(values);
  return low === high ? [low / 2, high * 2] : [low / 1.15, high * 1.15];
}
