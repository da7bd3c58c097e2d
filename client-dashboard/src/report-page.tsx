import { useCallback, useMemo } from "react";
import type { ReportFile } from "./api/types.ts";
import { keyOf } from "./live/campaign.ts";
import { Mishap } from "./parts/mishap.tsx";
import { Notice, Section, Stat } from "./parts/small.tsx";
import { Remarks } from "./race/remarks.tsx";
import { Units } from "./race/units.tsx";
import { Wins, winsOf } from "./race/wins.tsx";
import { unitAddress, useRoute } from "./route.ts";
import { UnitPart } from "./unit/unit-part.tsx";
import { count, duration, moment } from "./words.ts";

const CAMPAIGN = "report";

/** One campaign as a file: the same views as of a live one. */
export function ReportPage({ file }: { file: ReportFile }) {
  const route = useRoute();
  const { units } = file.document;
  const unit = route.view === "unit" ? units.find((one) => keyOf(one) === route.unit) : undefined;
  return (
    <>
      <header className="bar">
        <a href="#/" className="name">
          ParallelProof
        </a>
        <p className="facts">
          {moment(file.created_at)} · {file.version}
        </p>
      </header>
      <main id="main">
        <Mishap key={route.view}>
          {route.view === "unit" && unit ? (
            <>
              <nav aria-label="Report" className="back">
                <a href="#/">
                  <span aria-hidden="true">←</span> {file.title}
                </a>
              </nav>
              <UnitPart
                unit={unit}
                chosen={route.trial}
                address={(trial) => unitAddress(CAMPAIGN, route.unit, trial)}
              />
            </>
          ) : (
            <Overview file={file} />
          )}
        </Mishap>
      </main>
    </>
  );
}

function Overview({ file }: { file: ReportFile }) {
  const { units, summary, untried } = file.document;
  const wins = useMemo(() => winsOf(units), [units]);
  const address = useCallback((key: string, trial?: number) => unitAddress(CAMPAIGN, key, trial), []);
  return (
    <>
      <header className="page-head">
        <h1>{file.title}</h1>
        <dl className="stats">
          <Stat name="wins" tone="strong">
            {count(summary.wins)}
          </Stat>
          <Stat name="trials">{count(summary.trials)}</Stat>
          <Stat name="refused">{count(summary.counterexamples)}</Stat>
          <Stat name="not better">{count(summary.not_better)}</Stat>
          <Stat name="functions and queries">{count(summary.units)}</Stat>
          <Stat name="files">{count(summary.files)}</Stat>
          <Stat name="time">{duration(summary.elapsed_s)}</Stat>
        </dl>
      </header>
      {summary.interrupted && <Notice>The campaign was interrupted: only what had ended by then is listed.</Notice>}
      <Remarks summary={summary} />
      <Wins wins={wins} address={address} />
      <Units units={units} address={address} />
      {untried.length > 0 && (
        <Section title={`Not reached (${count(untried.length)})`}>
          <ul className="untried">
            {untried.map((one, at) => (
              <li key={at}>
                <code>{one.name}</code>{" "}
                <span className="quiet">
                  {one.strategy} · {one.path}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
