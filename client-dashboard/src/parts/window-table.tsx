import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useRef, type ReactNode } from "react";

export interface Column<T> {
  head: string;
  /** CSS width of its track: "1fr", "6rem". */
  width: string;
  cell(row: T): ReactNode;
  /** Hidden where there is little room. */
  minor?: boolean;
  figure?: boolean;
}

interface WindowTableProps<T> {
  label: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  keyOf(row: T, at: number): string | number;
  row_px?: number;
  onEnd?(): void;
}

/** A table that draws only the rows in sight, so that thousands cost what twenty do. */
export function WindowTable<T>({ label, rows, columns, keyOf, row_px = 34, onEnd }: WindowTableProps<T>) {
  const place = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => row_px,
    overscan: 8,
    // React draws the rows that come into sight with its own next batch.
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const is_near_end = onEnd && (items[items.length - 1]?.index ?? 0) >= rows.length - 5;
  if (is_near_end) queueMicrotask(onEnd);
  const template = tracks(columns);
  return (
    <div
      ref={place}
      className="window-table"
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
    >
      <div role="rowgroup" className="window-head">
        <div role="row" className="window-row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
          {columns.map((column) => (
            <div key={column.head} role="columnheader" className={classOf(column)}>
              {column.head}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="window-body" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index] as T;
          const place = { index: item.index, top: item.start, height: row_px, template };
          return <Row key={keyOf(row, item.index)} row={row} columns={columns} {...place} />;
        })}
      </div>
    </div>
  );
}

interface RowProps<T> {
  row: T;
  columns: readonly Column<T>[];
  index: number;
  top: number;
  height: number;
  template: string;
}

const Row = memo(function Row<T>({ row, columns, index, top, height, template }: RowProps<T>) {
  const style = { height, transform: `translateY(${top}px)`, gridTemplateColumns: template };
  return (
    <div role="row" className="window-row" aria-rowindex={index + 2} style={style}>
      {columns.map((column) => (
        <div key={column.head} role="cell" className={classOf(column)}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}) as <T>(props: RowProps<T>) => ReactNode;

const NARROW = matchMedia("(max-width: 720px)");

/** The tracks of the columns for which there is room; the styles hide the cells of the others. */
function tracks<T>(columns: readonly Column<T>[]): string {
  return columns
    .filter((column) => !(NARROW.matches && column.minor))
    .map((column) => column.width)
    .join(" ");
}

function classOf<T>(column: Column<T>): string {
  return ["cell", column.minor && "minor", column.figure && "figure"].filter(Boolean).join(" ");
}
