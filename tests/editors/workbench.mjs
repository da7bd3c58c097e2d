// A browser at the workbench of Visual Studio Code, with a file of the project open and known to the server.
import { join } from "node:path";
import { createRequire } from "node:module";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** Does what a person does, and prints one JSON line of what they saw. What is not seen leaves a picture in the folder. */
export async function at(playwright, browser, address, file, folder, act) {
  const { chromium } = createRequire(import.meta.url)(playwright);
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath: browser,
    args: FLAGS,
    viewport: { width: 1400, height: 900 },
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const seen = {};
  try {
    await page.goto(address);
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: file }).first().dblclick({ timeout: 60000 });
    await page.locator(".editor-instance .view-line").first().click();
    await page.keyboard.press("Control+End");
    // Appears when the server knows the file; what is typed before that is no edit to it.
    await page.locator("[id='status.languageStatus'] [aria-label*='ParallelProof, ready']").waitFor({ timeout: 60000 });
    await act(page, seen);
    await page.keyboard.press("Control+s");
    await page.locator(".tab.dirty").waitFor({ state: "detached", timeout: 10000 });
  } catch (error) {
    seen.failure = String(error);
    await page.screenshot({ path: join(folder, "failure.png") });
  } finally {
    await context.close();
  }
  console.log(JSON.stringify(seen));
}
