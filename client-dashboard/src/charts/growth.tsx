import { extent } from "d3-array";
import { scaleLog } from "d3-scale";
import type { Trial } from "../api/types.ts";
import { count, seconds, times } from "../words.ts";
import { AxisBelow, AxisLeft } from "./axes.tsx";
import { fitted, valueAt, type Point, type Power } from "./fit.ts";
import { Frame, Legend, type Room } from "./frame.tsx";

interface Series {
  name: "before" | "after" | "gain";
  points: readonly Point[];
}

/** How the cost of both versions grows with the input, on log axes, with the lines that fit. */
export function CostBySize({ trial }: { trial: Trial }) {
  const series: Series[] = [
    { name: "before", points: pointsOf(trial, "baseline_s") },
    { name: "after", points: pointsOf(trial, "candidate_s") },
  ];
  if (series[0]!.points.length < 2) return null;
  const growth = trial.growth ? `It grows as ${trial.growth[0]} before and ${trial.growth[1]} after.` : "";
  const rows = trial.sizes.map((one) => [count(one.n), seconds(one.baseline_s), seconds(one.candidate_s), times(one.speedup)]);
  return (
    <Frame
      title="Time by input size"
      summary={growth}
      height={220}
      legend={<Legend {...labels(trial, series)} />}
      figures={[["n", "before", "after", "gain"], ...rows]}
      draw={(room) => <LogLog room={room} series={series} text={seconds} />}
    />
  );
}

/** How many times faster it is, by input size, on log axes. */
export function GainBySize({ trial }: { trial: Trial }) {
  const points = trial.sizes.flatMap(({ n, speedup }) => (n > 0 && speedup && speedup > 0 ? [{ x: n, y: speedup }] : []));
  if (points.length < 2) return null;
  const [first, last] = [points[0]!, points[points.length - 1]!];
  return (
    <Frame
      title="Gain by input size"
      summary={`${times(first.y)} at ${count(first.x)}, ${times(last.y)} at ${count(last.x)}.`}
      height={220}
      figures={[["n", "gain"], ...points.map(({ x, y }) => [count(x), times(y)])]}
      draw={(room) => <LogLog room={room} series={[{ name: "gain", points }]} text={times} level={1} />}
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
  const all = series.flatMap(({ points }) => points);
  const x = scaleLog().domain(span(all.map((point) => point.x))).range([room.left, room.right]);
  const y = scaleLog()
    .domain(span([...all.map((point) => point.y), ...(level === undefined ? [] : [level])]))
    .range([room.bottom, room.top]);
  return (
    <>
      <AxisBelow scale={x} room={room} text={count} label="input size n" ticks={Math.max(2, Math.floor(room.width / 90))} />
      <AxisLeft scale={y} room={room} text={text} />
      {level !== undefined && <line className="level" x1={room.left} x2={room.right} y1={y(level)} y2={y(level)} />}
      {series.map((one) => <Curve key={one.name} series={one} x={x} y={y} />)}
    </>
  );
}

type LogScale = ReturnType<typeof scaleLog<number, number>>;

function Curve({ series: { name, points }, x, y }: { series: Series; x: LogScale; y: LogScale }) {
  const fit = fitted(points);
  const [from = 1, to = 1] = extent(points, (point) => point.x);
  return (
    <g className={`series ${name}`}>
      {fit ? <FittedLine fit={fit} from={from} to={to} x={x} y={y} /> : <polyline points={points.map((p) => `${x(p.x)},${y(p.y)}`).join(" ")} />}
      {points.map((point) =>
        name === "after"
          ? <rect key={point.x} className={`mark ${name}`} x={x(point.x) - 3.5} y={y(point.y) - 3.5} width="7" height="7" />
          : <circle key={point.x} className={`mark ${name}`} cx={x(point.x)} cy={y(point.y)} r="4" />,
      )}
    </g>
  );
}

function FittedLine({ fit, from, to, x, y }: { fit: Power; from: number; to: number; x: LogScale; y: LogScale }) {
  return <line className="fit" x1={x(from)} y1={y(valueAt(fit, from))} x2={x(to)} y2={y(valueAt(fit, to))} />;
}

function pointsOf(trial: Trial, side: "baseline_s" | "candidate_s"): Point[] {
  return trial.sizes.flatMap((size) => {
    const value = size[side];
    return size.n > 0 && value && value > 0 ? [{ x: size.n, y: value }] : [];
  });
}

function labels(trial: Trial, series: readonly Series[]): { before: string; after: string } {
  const [before, after] = [0, 1].map((side) => {
    const exponent = trial.growth_exponents?.[side] ?? fitted(series[side]?.points ?? [])?.exponent;
    const slope = exponent === undefined || exponent === null ? "" : ` n^${exponent.toFixed(1)}`;
    return `${["before", "after"][side]}${slope}${trial.growth ? `, ${trial.growth[side]}` : ""}`;
  });
  return { before: before!, after: after! };
}

/** The smallest and the largest value, with a little room on both sides. */
function span(values: readonly number[]): [number, number] {
  const [low = 1, high = 10] = extent(values);
  return low === high ? [low / 2, high * 2] : [low / 1.15, high * 1.15];
}
