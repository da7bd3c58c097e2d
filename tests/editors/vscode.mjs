// What a person does in Visual Studio Code: open a file, type, pause, see the hint, hover, apply the quick fix, save.
// Prints one JSON line. Arguments: the playwright-core folder, the browser, the workbench's address, a file with the text
// that is typed, and a folder for the browser's profile, and for a picture if something is not seen.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";

const [playwright, browser, address, typed, folder] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(playwright);
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const context = await chromium.launchPersistentContext(join(folder, "profile"), {
  executablePath: browser,
  args: FLAGS,
  viewport: { width: 1400, height: 900 },
});
const page = context.pages()[0] ?? (await context.newPage());
const seen = {};
try {
  await page.goto(address);
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: "shop.py" }).first().dblclick({ timeout: 60000 });
  await page.locator(".editor-instance .view-line").first().click();
  await page.keyboard.press("Control+End");
  // Appears when the server knows the file; what is typed before that is no edit to it.
  await page.locator("[id='status.languageStatus'] [aria-label*='ParallelProof, ready']").waitFor({ timeout: 60000 });
  // Text as a keyboard sends it; nothing is saved until the end.
  await page.keyboard.insertText(readFileSync(typed, "utf8"));
  await page.locator(".squiggly-info").first().waitFor({ state: "attached", timeout: 150000 });

  // By keyboard: go to the hint, show the hover, choose the first quick fix.
  await page.keyboard.press("F8");
  seen.diagnostic = await page.locator(".marker-widget .descriptioncontainer").innerText({ timeout: 10000 });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+i");
  seen.hover = await page.locator(".monaco-hover-content").first().innerText({ timeout: 10000 });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+.");
  const actions = page.locator(".action-widget .monaco-list-row.action");
  await actions.first().waitFor({ timeout: 10000 });
  seen.actions = await actions.allInnerTexts();
  await page.keyboard.press("Enter");
  await page.locator(".squiggly-info").first().waitFor({ state: "detached", timeout: 20000 });
  await page.keyboard.press("Control+s");
  await page.locator(".tab.dirty").waitFor({ state: "detached", timeout: 10000 });
} catch (error) {
  seen.failure = String(error);
  await page.screenshot({ path: join(folder, "failure.png") });
} finally {
  await context.close();
}
console.log(JSON.stringify(seen));
