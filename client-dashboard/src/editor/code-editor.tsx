import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { common, languageOf, type Language } from "./setup.ts";

interface CodeEditorProps {
  label: string;
  language: Language;
  text: string;
  onText(text: string): void;
  onRun(): void;
}

/** Where code is pasted or written. Tab indents; Escape then Tab leaves. */
export default function CodeEditor({ label, language, text, onText, onRun }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const grammar = useRef(new Compartment());
  const called = useRef({ onText, onRun });
  called.current = { onText, onRun };

  useEffect(() => {
    const run = { key: "Mod-Enter", run: () => (called.current.onRun(), true) };
    const told = EditorView.updateListener.of((update) => {
      if (update.docChanged) called.current.onText(update.state.doc.toString());
    });
    view.current = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          keymap.of([run, ...defaultKeymap, ...historyKeymap, indentWithTab]),
          common(label),
          history(),
          lineNumbers(),
          drawSelection(),
          highlightActiveLine(),
          bracketMatching(),
          indentOnInput(),
          indentUnit.of("    "),
          EditorView.lineWrapping,
          placeholder("Paste code here, or drop a file"),
          told,
          grammar.current.of(languageOf(language)),
        ],
      }),
    });
    return () => view.current?.destroy();
    // The editor owns its text: it is made once, and told of what changes outside by the effects below.
  }, []);

  useEffect(() => {
    view.current?.dispatch({ effects: grammar.current.reconfigure(languageOf(language)) });
  }, [language]);

  useEffect(() => {
    const shown = view.current?.state.doc;
    if (shown && shown.toString() !== text)
      view.current?.dispatch({ changes: { from: 0, to: shown.length, insert: text } });
  }, [text]);

  return <div ref={place} className="editor" />;
}
