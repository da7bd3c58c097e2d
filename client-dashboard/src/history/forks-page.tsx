import type { Fork } from "../api/types.ts";
import { useLoad } from "../live/use-load.ts";
import { Notice } from "../parts/small.tsx";
import { WindowTable, type Column } from "../parts/window-table.tsx";
import { bytes, duration } from "../words.ts";

const COLUMNS: readonly Column<Fork>[] = [
  { head: "Name", width: "minmax(0, 2fr)", cell: ({ name }) => <code>{name}</code> },
  { head: "Provider", width: "7rem", minor: true, cell: ({ provider }) => provider },
  {
    head: "Of",
    width: "minmax(0, 1fr)",
    minor: true,
    cell: ({ source }) => (
      <span className="cut quiet" title={source}>
        {source}
      </span>
    ),
  },
  { head: "Status", width: "5.5rem", cell: ({ status }) => <span className={`state ${status}`}>{status}</span> },
  { head: "Age", width: "5rem", figure: true, cell: ({ age_s }) => duration(age_s) },
  { head: "Size", width: "5rem", figure: true, cell: (fork) => bytes(fork.bytes) },
];

/** The copies of databases that there are now. */
export function ForksPage() {
  const { value, error } = useLoad<{ forks: readonly Fork[] }>("forks", 5);
  return (
    <>
      <header className="page-head">
        <div>
          <h1>Forks</h1>
          <p className="quiet">Copies of databases that trials run on. Each is given back when its campaign ends.</p>
        </div>
      </header>
      {error && <Notice kind="error">{error}</Notice>}
      {value && !value.forks.length && <Notice>There are none now.</Notice>}
      {value && value.forks.length > 0 && (
        <WindowTable label="Forks" rows={value.forks} columns={COLUMNS} keyOf={({ id }) => id} />
      )}
    </>
  );
}
