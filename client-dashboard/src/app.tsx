import { useState } from "react";
import { currentToken, setToken } from "./api/entry.ts";
import type { SettingsSummary } from "./api/types.ts";
import { AuditPage } from "./history/audit-page.tsx";
import { ForksPage } from "./history/forks-page.tsx";
import { HistoryPage } from "./history/history-page.tsx";
import { useLoad } from "./live/use-load.ts";
import { CampaignView } from "./race/campaign-view.tsx";
import { Mishap } from "./parts/mishap.tsx";
import { Notice } from "./parts/small.tsx";
import { useRoute, type Route } from "./route.ts";
import { RunPage } from "./run/run-page.tsx";

const PLACES = [
  { view: "run", address: "#/", text: "Optimise" },
  { view: "history", address: "#/history", text: "History" },
  { view: "forks", address: "#/forks", text: "Forks" },
  { view: "audit", address: "#/audit", text: "Audit" },
] as const;

const REFUSED = 401;

/** The page: where one can go, and where one is. */
export function App() {
  const route = useRoute();
  const [token, setTokenShown] = useState(currentToken());
  const { value: settings, status, reload } = useLoad<SettingsSummary>("settings/summary");
  const is_let_in = token !== "" && status !== REFUSED;
  const take = (given: string) => {
    setToken(given);
    setTokenShown(given);
    reload();
  };
  return (
    <>
      <a className="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <header className="bar">
        <a href="#/" className="name">
          ParallelProof
        </a>
        <nav aria-label="Views">
          {PLACES.map(({ view, address, text }) => (
            <a key={view} href={address} aria-current={isAt(route, view) ? "page" : undefined}>
              {text}
            </a>
          ))}
        </nav>
        {settings && <Summary settings={settings} />}
      </header>
      <main id="main" tabIndex={-1}>
        {is_let_in ? (
          <Mishap key={"id" in route ? route.id : route.view}>
            <View route={route} settings={settings} />
          </Mishap>
        ) : (
          <TokenForm is_wrong={token !== ""} onToken={take} />
        )}
      </main>
    </>
  );
}

function View({ route, settings }: { route: Route; settings: SettingsSummary | null }) {
  switch (route.view) {
    case "campaign":
    case "unit":
      return <CampaignView route={route} />;
    case "history":
      return <HistoryPage />;
    case "forks":
      return <ForksPage />;
    case "audit":
      return <AuditPage />;
    case "run":
      return <RunPage settings={settings} />;
  }
}

/** Under which settings the server works, those that a person should see. */
function Summary({ settings }: { settings: SettingsSummary }) {
  const facts = [
    settings.is_offline ? "nothing leaves this machine" : `privacy: ${settings.privacy}`,
    settings.has_database ? "database" : "no database",
  ];
  return (
    <p className="facts">
      {facts.join(" · ")} · {settings.version}
    </p>
  );
}

function TokenForm({ is_wrong, onToken }: { is_wrong: boolean; onToken(token: string): void }) {
  return (
    <form
      className="section token"
      onSubmit={(event) => {
        event.preventDefault();
        onToken(String(new FormData(event.currentTarget).get("token")).trim());
      }}
    >
      <h1>Token</h1>
      {is_wrong && <Notice kind="error">This token is not the server's: each start makes a new one.</Notice>}
      <p>Open the address that `parallelproof serve` printed, or paste its token.</p>
      <label className="field wide">
        <span>Token</span>
        <input name="token" required autoComplete="off" spellCheck={false} />
      </label>
      <button type="submit" className="primary">
        Open
      </button>
    </form>
  );
}

function isAt(route: Route, view: (typeof PLACES)[number]["view"]): boolean {
  return route.view === view || (view === "run" && (route.view === "campaign" || route.view === "unit"));
}

// The fragment is the route, so that a plain link to #main would leave the view.
function skip(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
