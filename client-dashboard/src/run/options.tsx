import { useRef } from "react";
import type { SettingsSummary } from "../api/types.ts";
import { SAMPLES, type Asked } from "./asked.ts";

interface OptionsProps {
  asked: Asked;
  change(part: Partial<Asked>): void;
  open(file: File | undefined): void;
  settings: SettingsSummary | null;
}

/** Where the code comes from, its language, which parts of it, how many agents, how long. */
export function Options({ asked, change, open, settings }: OptionsProps) {
  const file = useRef<HTMLInputElement>(null);
  const is_sample = Object.values(SAMPLES).includes(asked.text);
  return (
    <div className="options">
      <Choice
        label="From"
        value={asked.from}
        of={{ code: "code", path: "the workspace" }}
        onChange={(from) => change({ from: from as Asked["from"] })}
      />
      {asked.from === "code" ? (
        <>
          <Choice
            label="Language"
            value={asked.language}
            of={{ python: "Python", sql: "SQL" }}
            onChange={(value) => {
              const language = value as Asked["language"];
              change({ language, ...(is_sample ? { text: SAMPLES[language] } : {}) });
            }}
          />
          <input
            ref={file}
            type="file"
            accept=".py,.pyi,.sql"
            className="unseen"
            tabIndex={-1}
            aria-label="File to open"
            onChange={(event) => open(event.target.files?.[0])}
          />
          <button type="button" onClick={() => file.current?.click()}>
            Open…
          </button>
        </>
      ) : (
        <label className="field wide">
          <span>File or folder</span>
          <input
            required
            list="folders"
            value={asked.path}
            placeholder={settings?.workspaces[0]?.path ?? "folder/file.py"}
            onChange={(event) => change({ path: event.target.value })}
          />
          <datalist id="folders">
            {settings?.workspaces.map(({ path }) => (
              <option key={path} value={path} />
            ))}
          </datalist>
        </label>
      )}
      <label className="field">
        <span>Only</span>
        <input
          value={asked.names}
          placeholder="all"
          onChange={(event) => change({ names: event.target.value })}
          title="Names of functions or queries"
        />
      </label>
      <NumberField
        label="Agents"
        value={asked.agents}
        most={10_000}
        placeholder={settings?.agents}
        onChange={(agents) => change({ agents })}
      />
      <NumberField
        label="Seconds"
        value={asked.budget_s}
        most={86_400}
        placeholder="no limit"
        onChange={(budget_s) => change({ budget_s })}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  of: Record<string, string>;
  onChange(value: string): void;
}

function Choice({ label, value, of, onChange }: ChoiceProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {Object.entries(of).map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface NumberFieldProps {
  label: string;
  value: number | null;
  most: number;
  placeholder: string | number | undefined;
  onChange(value: number | null): void;
}

function NumberField({ label, value, most, placeholder, onChange }: NumberFieldProps) {
  return (
    <label className="field number">
      <span>{label}</span>
      <input
        type="number"
        inputMode="numeric"
        min={1}
        max={most}
        value={value ?? ""}
        placeholder={String(placeholder ?? "")}
        onChange={(event) => onChange(event.target.valueAsNumber || null)}
      />
    </label>
  );
}
