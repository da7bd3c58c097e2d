import type { History, StrategyHistory } from "../api/types.ts";
import { Days } from "../charts/days.tsx";
import { useLoad } from "../live/use-load.ts";
import { Shares } from "../parts/shares.tsx";
import { Notice, Section, Stat, TableHead } from "../parts/small.tsx";
import { count, duration, percent, times } from "../words.ts";
import { Trials } from "./trials.tsx";

/** What was tried on this machine over time: how often it paid, what it cost, what was refused and why. */
export function HistoryPage() {
  const { value, error } = useLoad<History>("history");
  return (
    <>
      <header className="page-head">
        <h1>History</h1>
        {value && <Totals history={value} />}
      </header>
      {error && <Notice kind="error">{error}</Notice>}
      {!value && !error && <p className="quiet">Asking the store…</p>}
      {value && !value.by_strategy.length && <Notice>No trials are kept yet: each campaign adds its own.</Notice>}
      {value && value.by_strategy.length > 0 && (
        <>
          <div className="pair">
            <Strategies rows={value.by_strategy} />
            <Section title="Day by day">
              <Days days={value.by_day} />
            </Section>
          </div>
          <Reasons rows={value.reasons} />
          <Trials />
        </>
      )}
    </>
  );
}

function Totals({ history: { by_strategy: rows } }: { history: History }) {
  const sum = (of: (row: StrategyHistory) => number | null) => rows.reduce((total, row) => total + (of(row) ?? 0), 0);
  const [trials, wins] = [sum((row) => row.trials), sum((row) => row.wins)];
  return (
    <dl className="stats">
      <Stat name="trials">{count(trials)}</Stat>
      <Stat name="wins" tone="strong">
        {count(wins)}
      </Stat>
      <Stat name="success">{percent(wins, trials)}</Stat>
      <Stat name="refused">{count(sum((row) => row.refused))}</Stat>
      <Stat name="time spent">{duration(sum((row) => row.seconds) || null)}</Stat>
    </dl>
  );
}

function Strategies({ rows }: { rows: readonly StrategyHistory[] }) {
  const most = Math.max(1, ...rows.map((row) => row.trials));
  return (
    <Section title="By strategy">
      <div className="scroll-x" role="region" aria-label="Strategies" tabIndex={0}>
        <table className="plain strategies">
          <TableHead heads={["Strategy", "Trials", "Wins", "Success", "Best", "Time"]} />
          <tbody>
            {rows.map((row) => (
              <tr key={row.strategy}>
                <th scope="row">
                  {row.strategy}
                  <Shares label={row.strategy} whole={most} shares={sharesOf(row)} />
                </th>
                <td>{count(row.trials)}</td>
                <td>{count(row.wins)}</td>
                <td>{percent(row.wins, row.trials)}</td>
                <td>{times(row.best_gain)}</td>
                <td>{duration(row.seconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="key">
        {[
          ["win", "wins"],
          ["counterexample", "refused"],
          ["not-better", "not better"],
          ["failed", "not judged"],
        ].map(([tone, word]) => (
          <span key={tone}>
            <span className={`dot-key ${tone}`} aria-hidden="true" />
            {word}
          </span>
        ))}
      </p>
    </Section>
  );
}

function sharesOf(row: StrategyHistory) {
  return [
    { name: "wins", value: row.wins, tone: "win" },
    { name: "refused", value: row.refused, tone: "counterexample" },
    { name: "not better", value: row.not_better, tone: "not-better" },
    { name: "not judged", value: row.failed, tone: "failed" },
  ];
}

function Reasons({ rows }: { rows: History["reasons"] }) {
  if (!rows.length) return null;
  const most = Math.max(...rows.map((row) => row.count));
  return (
    <Section title="What was refused, and why">
      <ol className="reasons">
        {rows.map((row) => (
          <li key={row.reason}>
            <span className="reason-count">{count(row.count)}</span>
            <span className="reason-bar" aria-hidden="true">
              <span style={{ width: `${(100 * row.count) / most}%` }} />
            </span>
            <span>{row.reason}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
