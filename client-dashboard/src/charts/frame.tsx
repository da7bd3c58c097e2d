import { useEffect, useRef, useState, type ReactNode } from "react";
import { TableHead } from "../parts/small.tsx";

export interface Room {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface FrameProps {
  title: string;
  /** What a reader who sees no picture is told. */
  summary: string;
  height: number;
  margin?: { left: number; right: number; top: number; bottom: number };
  legend?: ReactNode;
  /** The same figures as rows, the first row being the heads. */
  figures: readonly (readonly string[])[];
  draw(room: Room): ReactNode;
}

const MARGIN = { left: 60, right: 14, top: 10, bottom: 34 };

/** A picture with its title, drawn as wide as there is room, and its figures as a table to open. */
export function Frame({ title, summary, height, margin = MARGIN, legend, figures, draw }: FrameProps) {
  const [place, width] = useWidth();
  return (
    <figure className="chart">
      <figcaption>
        <span className="chart-title">{title}</span>
        {legend}
      </figcaption>
      <div ref={place} style={{ height }}>
        {width > 0 && (
          <svg width={width} height={height} role="img" aria-label={`${title}. ${summary}`}>
            {draw({ width, height, ...margin, right: width - margin.right, bottom: height - margin.bottom })}
          </svg>
        )}
      </div>
      <details>
        <summary>Figures</summary>
        <Figures rows={figures} title={title} />
      </details>
    </figure>
  );
}

function Figures({ rows, title }: { rows: readonly (readonly string[])[]; title: string }) {
  const [heads = [], ...body] = rows;
  return (
    <div className="scroll-x" role="region" aria-label={`Figures: ${title}`} tabIndex={0}>
      <table className="plain">
        <TableHead heads={heads} />
        <tbody>
          {body.map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The two versions, told apart by colour and by the form of their marks. */
export function Legend({ before = "before", after = "after" }: { before?: string; after?: string }) {
  return (
    <span className="legend" aria-hidden="true">
      <svg width="10" height="10">
        <circle cx="5" cy="5" r="4" className="mark before" />
      </svg>{" "}
      {before}
      <svg width="10" height="10">
        <rect x="1" y="1" width="8" height="8" className="mark after" />
      </svg>{" "}
      {after}
    </span>
  );
}

/** The width of an element in pixels, 0 until it is known. */
function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!place.current) return;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  return [place, width];
}
