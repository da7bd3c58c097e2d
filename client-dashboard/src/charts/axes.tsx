import type { ScaleContinuousNumeric } from "d3-scale";
import type { Room } from "./frame.tsx";

/** Room for a label below. */
const TICK_PX = 95;
const TICKS_LEFT = 4;

type Scale = ScaleContinuousNumeric<number, number>;

interface AxisProps {
  scale: Scale;
  room: Room;
  text(value: number): string;
}

/** Ticks below, as many as there is room for, with light lines over the whole height. */
export function AxisBelow({ scale, room, text, label }: AxisProps & { label: string }) {
  return (
    <g className="axis">
      {shown(scale, Math.max(2, Math.floor(room.width / TICK_PX))).map((value) => (
        <g key={value} transform={`translate(${scale(value)},0)`}>
          <line y1={room.top} y2={room.bottom} />
          <text y={room.bottom + 14} textAnchor="middle">
            {text(value)}
          </text>
        </g>
      ))}
      <text x={room.right} y={room.bottom + 29} textAnchor="end" className="axis-label">
        {label}
      </text>
    </g>
  );
}

/** Ticks at the left, with light lines over the whole width. */
export function AxisLeft({ scale, room, text }: AxisProps) {
  return (
    <g className="axis">
      {shown(scale, TICKS_LEFT).map((value) => (
        <g key={value} transform={`translate(0,${scale(value)})`}>
          <line x1={room.left} x2={room.right} />
          <text x={room.left - 8} dy="0.32em" textAnchor="end">
            {text(value)}
          </text>
        </g>
      ))}
    </g>
  );
}

/** Log scales offer ten ticks a decade: keep the round ones, and no more than there is room for. */
function shown(scale: Scale, most: number): number[] {
  const all = scale.ticks(most);
  for (const leads of [[1, 2, 5], [1, 3], [1]]) {
    const some = "base" in scale ? all.filter((value) => leads.includes(lead(value))) : all;
    if (some.length <= most + 1 && some.length > 0) return some;
  }
  const decades = "base" in scale ? all.filter((value) => lead(value) === 1) : all;
  const step = Math.ceil(decades.length / most) || 1;
  return decades.filter((_, at) => at % step === 0);
}

function lead(value: number): number {
  return Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
}
