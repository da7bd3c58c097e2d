import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { Sides } from "../unit/sides.ts";
import { reading, type Language } from "./setup.ts";

const NARROW = "(max-width: 860px)";
const COLLAPSED = { margin: 4, minSize: 8 };

/** Both versions side by side; one under the other, change by change, where it is narrow. */
export default function Diff({ sides, language }: { sides: Sides; language: Language }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const narrow = matchMedia(NARROW);
    let view = show(place.current!, sides, language, narrow.matches);
    const again = () => {
      view.destroy();
      view = show(place.current!, sides, language, narrow.matches);
    };
    narrow.addEventListener("change", again);
    return () => {
      narrow.removeEventListener("change", again);
      view.destroy();
    };
  }, [sides, language]);
  return <div ref={place} className="diff" />;
}

function show(parent: HTMLElement, sides: Sides, language: Language, is_narrow: boolean): { destroy(): void } {
  const before = { doc: sides.before.text, extensions: reading("Version before", language, sides.before.numbers) };
  const after = { doc: sides.after.text, extensions: reading("Version after", language, sides.after.numbers) };
  if (!is_narrow) return new MergeView({ a: before, b: after, parent, gutter: true, collapseUnchanged: COLLAPSED });
  const merged = unifiedMergeView({
    original: before.doc,
    mergeControls: false,
    gutter: true,
    collapseUnchanged: COLLAPSED,
  });
  return new EditorView({ doc: after.doc, extensions: [after.extensions, merged], parent });
}
