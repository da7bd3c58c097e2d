// What a person does in Visual Studio Code: open a file, type, pause, see the hint, hover, apply the quick fix, save.
// Prints one JSON line. Arguments: the playwright-core folder, the browser, the workbench's address, a file with the text
// that is typed, and a folder for the browser's profile, and for a picture if something is not seen.
import { readFileSync } from "node:fs";
import { at } from "./workbench.mjs";

const [playwright, browser, address, typed, folder] = process.argv.slice(2);
await at(playwright, browser, address, "shop.py", folder, async (page, seen) => {
  // Text as a keyboard sends it; nothing is saved until the end.
  await page.keyboard.insertText(readFileSync(typed, "utf8"));
  await page.locator(".squiggly-info").first().waitFor({ state: "attached", timeout: 150000 });

  // By keyboard: go to the hint, show the hover, choose the first quick fix.
  await page.keyboard.press("F8");
  seen.diagnostic = await page.locator(".marker-widget .descriptioncontainer").innerText({ timeout: 10000 });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+i");
  const hover = page.locator(".monaco-hover-content").first();
  seen.hover = await hover.innerText({ timeout: 10000 });
  await page.keyboard.press("Escape");
  await hover.waitFor({ state: "hidden", timeout: 10000 });
  const actions = page.locator(".action-widget .monaco-list-row.action");
  // The editor may not have the focus back yet: a person who sees no menu asks for it again.
  for (let asked = 0; asked < 3 && !(await actions.first().isVisible()); asked++) {
    await page.keyboard.press("Control+.");
    await actions.first().waitFor({ timeout: 5000 }).catch(() => undefined);
  }
  await actions.first().waitFor({ timeout: 1000 });
  seen.actions = await actions.allInnerTexts();
  await page.keyboard.press("Enter");
  await page.locator(".squiggly-info").first().waitFor({ state: "detached", timeout: 20000 });
});
