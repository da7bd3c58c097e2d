import { extent, quantileSorted, sort } from "d3-array";
import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from "d3-scale";
import type { Trial } from "../api/types.ts";
import { seconds } from "../words.ts";
import { AxisBelow } from "./axes.tsx";
import { Frame, type Room } from "./frame.tsx";

const ROW = 64;
/** Beyond this ratio of the largest to the smallest time only a log axis shows both versions. */
const FAR = 4;

/** Every timed run of both versions as a dot, with the median and the middle half marked. */
export function Timings({ trial }: { trial: Trial }) {
  const sides = [
    { name: "before", values: sort(timed(trial.samples?.baseline_s)) },
    { name: "after", values: sort(timed(trial.samples?.candidate_s)) },
  ];
  if (!hasTimings(trial)) return null;
  const rows = sides.map(({ name, values }) => [
    name,
    String(values.length),
    ...[0, 0.25, 0.5, 0.75, 1].map((share) => seconds(quantileSorted(values, share))),
  ]);
  return (
    <Frame
      title="Timed runs"
      summary={rows.map((row) => `${row[0]}: median ${row[4]}`).join(", ")}
      height={2 * ROW + 44}
      margin={{ left: 60, right: 14, top: 6, bottom: 34 }}
      figures={[["version", "runs", "fastest", "quarter", "median", "three quarters", "slowest"], ...rows]}
      draw={(room) => <Strips room={room} sides={sides} />}
    />
  );
}

/** Whether there are timed runs of both versions. */
export function hasTimings({ samples }: Trial): boolean {
  return timed(samples?.baseline_s).length > 0 && timed(samples?.candidate_s).length > 0;
}

function timed(values: readonly (number | null)[] = []): number[] {
  return values.filter((value) => value !== null);
}

function Strips({ room, sides }: { room: Room; sides: readonly { name: string; values: number[] }[] }) {
  const [low = 0, high = 1] = extent(sides.flatMap(({ values }) => values));
  const scale = low > 0 && high / low > FAR ? scaleLog() : scaleLinear();
  const pad = low === high ? low / 10 || 1 : 0;
  scale.domain([low - pad, high + pad]).range([room.left + 6, room.right - 6]);
  return (
    <>
      <AxisBelow scale={scale} room={room} text={seconds} label="seconds a call" />
      {sides.map((side, at) => (
        <Strip key={side.name} {...side} scale={scale} top={room.top + at * ROW} label_x={room.left - 8} />
      ))}
    </>
  );
}

interface StripProps {
  name: string;
  values: number[];
  scale: ScaleContinuousNumeric<number, number>;
  top: number;
  label_x: number;
}

function Strip({ name, values, scale, top, label_x }: StripProps) {
  const [quarter, median, three] = [0.25, 0.5, 0.75].map((share) => scale(quantileSorted(values, share) ?? 0));
  const middle = top + ROW / 2;
  return (
    <g className={`series ${name}`}>
      <text x={label_x} y={middle} dy="0.32em" textAnchor="end" className="axis-label">
        {name}
      </text>
      <rect className="box" x={quarter} width={Math.max(1, three! - quarter!)} y={top + 10} height={ROW - 20} rx="3" />
      {values.map((value, at) => (
        <circle
          key={at}
          className={`dot ${name}`}
          cx={scale(value)}
          cy={middle + spread(at) * (ROW / 2 - 16)}
          r="2.5"
        />
      ))}
      <line className="median" x1={median} x2={median} y1={top + 6} y2={top + ROW - 6} />
    </g>
  );
}

/** From -1 to 1, evenly, the same at every drawing: the golden ratio's multiples. */
function spread(at: number): number {
  return ((at * 0.618034) % 1) * 2 - 1;
}
