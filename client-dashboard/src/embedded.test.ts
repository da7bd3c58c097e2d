import assert from "node:assert/strict";
import { test } from "node:test";
import { isShortcut } from "./embedded.ts";

test("the editor's shortcuts are passed on, and what edits text stays in the page", () => {
  const held = { ctrlKey: true, metaKey: false };
  const plain = { ctrlKey: false, metaKey: false };
  assert.ok(
    isShortcut({ key: "F1", ...plain }) && isShortcut({ key: "P", ...held }) && isShortcut({ key: "Tab", ...held }),
  );
  assert.ok(["Enter", "c", "v", "z", "a", "ArrowLeft"].every((key) => !isShortcut({ key, ...held })));
  assert.ok(["p", "Tab", "b", "Escape"].every((key) => !isShortcut({ key, ...plain })));
});
