import { lazy, Suspense, useState, type DragEvent } from "react";
import { post } from "../api/client.ts";
import type { CampaignSummary, SettingsSummary } from "../api/types.ts";
import { Notice, Section } from "../parts/small.tsx";
import { useLoad } from "../live/use-load.ts";
import { told } from "../words.ts";
import { bodyOf, languageOfName, SAMPLES, type Asked } from "./asked.ts";
import { Campaigns } from "./campaigns.tsx";
import { Options } from "./options.tsx";

const CodeEditor = lazy(() => import("../editor/code-editor.tsx"));

/** Paste or open code, choose how many agents, run. */
export function RunPage({ settings }: { settings: SettingsSummary | null }) {
  const [asked, setAsked] = useState<Asked>({
    from: "code",
    language: "python",
    text: SAMPLES.python,
    path: "",
    names: "",
    agents: null,
    budget_s: null,
  });
  const [error, setError] = useState<string | null>(null);
  const [is_sending, setSending] = useState(false);
  const recent = useLoad<{ campaigns: readonly CampaignSummary[] }>("campaigns", 5);
  const change = (part: Partial<Asked>) => setAsked((known) => ({ ...known, ...part }));

  const run = async () => {
    setSending(true);
    setError(null);
    try {
      const { id } = await post<{ id: string }>("optimize", bodyOf(asked));
      location.hash = `#/campaigns/${id}`;
    } catch (problem) {
      setError(told(problem));
      setSending(false);
    }
  };

  const open = async (file: File | undefined) => {
    if (file) change({ from: "code", text: await file.text(), language: languageOfName(file.name) ?? asked.language });
  };

  const drop = (event: DragEvent) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    void open(event.dataTransfer.files[0]);
  };

  return (
    <>
      <h1 className="unseen">Optimise code</h1>
      <div className="run">
        <form
          className="section"
          aria-label="New campaign"
          onSubmit={(event) => {
            event.preventDefault();
            void run();
          }}
          onDragOver={(event) => event.preventDefault()}
          onDrop={drop}
        >
          <Options asked={asked} change={change} open={open} settings={settings} />
          {asked.from === "code" && settings && !settings.runs_pasted_code && (
            <Notice>
              Pasted code is not run here. Start `parallelproof serve` so that it may, or name a file or folder of a
              trusted workspace.
            </Notice>
          )}
          {asked.from === "code" && (
            <Suspense fallback={<div className="editor quiet">Opening the editor…</div>}>
              <CodeEditor
                label="Code to optimise"
                language={asked.language}
                text={asked.text}
                onText={(text) => change({ text })}
                onRun={run}
              />
            </Suspense>
          )}
          <div className="run-row">
            <button type="submit" className="primary" disabled={is_sending}>
              {is_sending ? "Starting…" : "Run"}
            </button>
            {asked.from === "code" && (
              <span className="quiet">Ctrl+Enter runs. In the editor Tab indents; Escape, then Tab leaves it.</span>
            )}
          </div>
          {error && <Notice kind="error">{error}</Notice>}
        </form>
        <Section title="Campaigns">
          <Campaigns loaded={recent} />
        </Section>
      </div>
    </>
  );
}
