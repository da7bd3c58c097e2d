import type { Trial, Unit } from "../api/types.ts";
import { Notice, OutcomeBadge } from "../parts/small.tsx";
import { result } from "../words.ts";
import { TrialPart } from "./trial-part.tsx";

interface UnitPartProps {
  unit: Unit;
  /** Index of the trial that is shown; the best one, else a win, else the first, where it is null. */
  chosen: number | null;
  address(trial: number): string;
}

/** A function or query: its trials in a list, one of them with all that is known of it. */
export function UnitPart({ unit, chosen, address }: UnitPartProps) {
  const at =
    chosen ??
    unit.best ??
    Math.max(
      0,
      unit.trials.findIndex(({ outcome }) => outcome === "win"),
    );
  const trial = unit.trials[at];
  return (
    <article className="unit" aria-label={unit.name}>
      <header className="page-head">
        <div>
          <h1>
            <code>{unit.name}</code>
          </h1>
          <p className="quiet place">{placeOf(unit)}</p>
        </div>
      </header>
      {unit.refused && <Notice>Not judged: {unit.refused}.</Notice>}
      {!unit.trials.length && !unit.refused && <Notice>Nothing was found here that could be faster.</Notice>}
      {trial && (
        <div className="split">
          <nav aria-label="Trials" className="trial-list">
            <ol>
              {unit.trials.map((one, index) => (
                <li key={index}>
                  <TrialLink
                    trial={one}
                    href={address(index)}
                    is_current={index === at}
                    is_best={index === unit.best}
                  />
                </li>
              ))}
            </ol>
          </nav>
          <TrialPart key={at} unit={unit} trial={trial} />
        </div>
      )}
    </article>
  );
}

interface TrialLinkProps {
  trial: Trial;
  href: string;
  is_current: boolean;
  is_best: boolean;
}

function TrialLink({ trial, href, is_current, is_best }: TrialLinkProps) {
  return (
    <a href={href} aria-current={is_current ? "true" : undefined}>
      <span className="trial-name">
        {trial.pattern ?? trial.proposer}
        {is_best && <span className="best">best</span>}
      </span>
      <span className="quiet">{trial.strategy}</span>
      <OutcomeBadge outcome={trial.outcome}>{result(trial)}</OutcomeBadge>
    </a>
  );
}

function placeOf({ path, span, language }: Unit): string {
  if (!path) return language;
  const lines = span.end_line > span.start_line ? `${span.start_line}–${span.end_line}` : span.start_line;
  return `${path}:${lines} · ${language}`;
}
