import { scaleBand, scaleLinear } from "d3-scale";
import type { History } from "../api/types.ts";
import { count, duration } from "../words.ts";
import { AxisLeft } from "./axes.tsx";
import { Frame, type Room } from "./frame.tsx";

type Days = History["by_day"];

/** Trials and wins of each day. */
export function Days({ days }: { days: Days }) {
  if (!days.length) return <p className="quiet">Nothing yet.</p>;
  const shown = days.toSorted((one, other) => one.day.localeCompare(other.day)).slice(-60);
  return (
    <Frame
      title="Trials a day, wins in colour"
      summary={`${count(shown.length)} days with trials.`}
      height={200}
      margin={{ left: 44, right: 8, top: 10, bottom: 24 }}
      figures={[
        ["day", "trials", "wins", "time"],
        ...shown.map((one) => [one.day, count(one.trials), count(one.wins), duration(one.seconds)]),
      ]}
      draw={(room) => <Bars room={room} days={shown} />}
    />
  );
}

function Bars({ room, days }: { room: Room; days: Days }) {
  const x = scaleBand()
    .domain(days.map(({ day }) => day))
    .range([room.left, room.right])
    .padding(0.25);
  const y = scaleLinear()
    .domain([0, Math.max(...days.map(({ trials }) => trials))])
    .nice()
    .range([room.bottom, room.top]);
  const width = Math.min(28, x.bandwidth());
  const at = (day: string) => (x(day) ?? 0) + (x.bandwidth() - width) / 2;
  const named = new Set([days[0]!.day, days[days.length - 1]!.day]);
  return (
    <>
      <AxisLeft scale={y} room={room} text={count} />
      {days.map(({ day, trials, wins }) => (
        <g key={day}>
          <rect className="day" x={at(day)} width={width} y={y(trials)} height={room.bottom - y(trials)} />
          <rect className="day win" x={at(day)} width={width} y={y(wins)} height={room.bottom - y(wins)} />
        </g>
      ))}
      {[...named].map((day, index) => (
        <text
          key={day}
          className="axis-label"
          x={named.size === 1 ? at(day) + width / 2 : index ? room.right : room.left}
          y={room.bottom + 16}
          textAnchor={named.size === 1 ? "middle" : index ? "end" : "start"}
        >
          {day}
        </text>
      ))}
    </>
  );
}
