import { useLoad } from "../live/use-load.ts";
import { Notice } from "../parts/small.tsx";
import { WindowTable, type Column } from "../parts/window-table.tsx";

interface ListPageProps<T> {
  title: string;
  about: string;
  /** What is said where the list is empty. */
  nothing: string;
  path: string;
  /** Of the list in the answer. */
  name: string;
  every_s: number;
  columns: readonly Column<T>[];
  keyOf(row: T, at: number): string;
}

/** A page that is one list of the server's, kept up to date. */
export function ListPage<T>({ title, about, nothing, path, name, every_s, columns, keyOf }: ListPageProps<T>) {
  const { value, error } = useLoad<Record<string, readonly T[]>>(path, every_s);
  const rows = value?.[name];
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          <p className="quiet">{about}</p>
        </div>
      </header>
      {error && <Notice kind="error">{error}</Notice>}
      {rows && !rows.length && <Notice>{nothing}</Notice>}
      {rows && rows.length > 0 && <WindowTable label={title} rows={rows} columns={columns} keyOf={keyOf} />}
    </>
  );
}
