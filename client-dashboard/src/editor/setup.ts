/** What every text of code shares: its language, its colours by classes, for which the page has styles, its nonce. */
import { python } from "@codemirror/lang-python";
import { PostgreSQL, sql } from "@codemirror/lang-sql";
import { syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

export type Language = "python" | "sql";

/** Colours and marks of a language. */
export function languageOf(language: Language): Extension {
  return language === "sql" ? sql({ dialect: PostgreSQL }) : python();
}

/** Under the page's policy, in the page's colours, read by screen readers under a name. */
export function common(label: string): Extension {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  return [
    nonce ? EditorView.cspNonce.of(nonce) : [],
    EditorView.darkTheme.of(isDark()),
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
    syntaxHighlighting(classHighlighter),
  ];
}

/** A text to be read, with line numbers of one's own. */
export function reading(label: string, language: Language, numbers: readonly (number | null)[]): Extension {
  return [
    common(label),
    languageOf(language),
    lineNumbers({ formatNumber: (line) => String(numbers[line - 1] ?? "") }),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      tabindex: "0",
      role: "textbox",
      "aria-multiline": "true",
      "aria-readonly": "true",
    }),
  ];
}

function isDark(): boolean {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
