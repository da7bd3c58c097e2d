import type { Trial, Unit } from "../api/types.ts";
import { keyOf } from "../live/campaign.ts";
import { OutcomeBadge, Section } from "../parts/small.tsx";
import { count, gainOf, result } from "../words.ts";

interface Win {
  unit: Unit;
  trial: Trial;
  at: number;
}

const SHOWN = 30;

/** The wins of all units, the greatest first. */
export function winsOf(units: readonly Unit[]): Win[] {
  const wins = units.flatMap((unit) =>
    unit.trials.flatMap((trial, at) => (trial.outcome === "win" ? [{ unit, trial, at }] : [])),
  );
  return wins.sort((one, other) => gainOf(other.trial) - gainOf(one.trial));
}

/** Whether the order of a unit's trials stands: best first, once all have ended. */
function isFinal(unit: Unit): boolean {
  return unit.path !== "";
}

/** Wins as they come. */
export function Wins({ wins, address }: { wins: readonly Win[]; address(key: string, trial?: number): string }) {
  const best = wins[0];
  return (
    <Section title={`Wins (${count(wins.length)})`}>
      <p className="unseen" role="status">
        {best ? `${count(wins.length)} wins. Best: ${best.unit.name}, ${result(best.trial)}.` : ""}
      </p>
      {!wins.length && <p className="quiet">None: a win is shown once it is verified and measured.</p>}
      <ul className="wins">
        {wins.slice(0, SHOWN).map(({ unit, trial, at }) => (
          <li key={`${keyOf(unit)} ${at}`}>
            <a href={address(keyOf(unit), isFinal(unit) ? at : undefined)}>
              <code>{unit.name}</code>
            </a>
            <OutcomeBadge outcome="win">{result(trial)}</OutcomeBadge>
            <span className="quiet">{trial.strategy}</span>
          </li>
        ))}
      </ul>
      {wins.length > SHOWN && (
        <p className="quiet">And {count(wins.length - SHOWN)} more in the list of functions and queries.</p>
      )}
    </Section>
  );
}
