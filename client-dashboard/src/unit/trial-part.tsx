import { lazy, Suspense, useMemo } from "react";
import type { Trial, Unit } from "../api/types.ts";
import { CostBySize, GainBySize } from "../charts/growth.tsx";
import { hasTimings, Timings } from "../charts/timings.tsx";
import { OutcomeBadge, Section, Stat } from "../parts/small.tsx";
import { bytes, count, result, seconds, sentence, times } from "../words.ts";
import { ChangePart, EvidencePart } from "./evidence.tsx";
import { Plans } from "./plan.tsx";
import { sidesOf } from "./sides.ts";

const Diff = lazy(() => import("../editor/diff.tsx"));

/** All that is known of one trial. */
export function TrialPart({ unit, trial }: { unit: Unit; trial: Trial }) {
  return (
    <div className="trial">
      <div className="trial-head">
        <OutcomeBadge outcome={trial.outcome}>
          {result(trial)}
          {atSize(trial)}
        </OutcomeBadge>
        <p>{sentence(trial.explanation)}</p>
      </div>
      <Measured trial={trial} />
      <Versions unit={unit} trial={trial} />
      <ChangePart trial={trial} />
      <EvidencePart trial={trial} />
      <Charts trial={trial} />
      <Plans trial={trial} />
    </div>
  );
}

/** The size that the gain belongs to. */
function atSize({ outcome, gain, n }: Trial): string {
  return outcome === "win" && gain === "time" && n !== null ? ` at n = ${count(n)}` : "";
}

function Versions({ unit, trial }: { unit: Unit; trial: Trial }) {
  const sides = useMemo(() => sidesOf(unit, trial), [unit, trial]);
  if (!sides) return null;
  return (
    <Section title="Before and after">
      <Suspense fallback={<p className="quiet">Opening the versions…</p>}>
        <Diff sides={sides} language={unit.language} />
      </Suspense>
      {sides.elsewhere.length > 0 && (
        <p className="quiet">
          Also adds{" "}
          {sides.elsewhere.map((line) => (
            <code key={line}>{line}</code>
          ))}
        </p>
      )}
    </Section>
  );
}

function Charts({ trial }: { trial: Trial }) {
  const has_sizes = trial.sizes.filter(({ n, speedup }) => n > 0 && speedup).length > 1;
  if (!has_sizes && !hasTimings(trial)) return null;
  return (
    <Section title="Measurements">
      <div className="charts">
        <GainBySize trial={trial} />
        <CostBySize trial={trial} />
        <Timings trial={trial} />
      </div>
    </Section>
  );
}

function Measured({ trial }: { trial: Trial }) {
  const { database, peak_bytes: peak, growth } = trial;
  if (trial.speedup === null && !peak && !database) return null;
  return (
    <dl className="stats">
      <Stat name="gain" tone={trial.outcome === "win" ? "strong" : ""}>
        {times(trial.speedup)}
      </Stat>
      <Stat name="at least">{times(trial.speedup_low)}</Stat>
      <Stat name={database ? "server time" : "a call"}>
        {seconds(trial.baseline_s)} → {seconds(trial.candidate_s)}
      </Stat>
      {trial.n !== null && <Stat name="input size">{count(trial.n)}</Stat>}
      {trial.pairs !== null && <Stat name="timed pairs">{count(trial.pairs)}</Stat>}
      {growth && (
        <Stat name="growth">
          {growth[0]} → {growth[1]}
        </Stat>
      )}
      {peak && (
        <Stat name="peak memory">
          {bytes(peak[0])} → {bytes(peak[1])}
        </Stat>
      )}
      {database && (
        <Stat name="blocks">
          {count(database.blocks[0])} → {count(database.blocks[1])}
        </Stat>
      )}
      {database && (
        <Stat name="rows read">
          {count(database.rows_read[0])} → {count(database.rows_read[1])}
        </Stat>
      )}
      {database?.index_bytes != null && <Stat name="index takes">{bytes(database.index_bytes)}</Stat>}
      {database?.write_ratio != null && <Stat name="writes cost">{times(database.write_ratio)}</Stat>}
    </dl>
  );
}
