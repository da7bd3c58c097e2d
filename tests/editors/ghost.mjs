// What a person does in Visual Studio Code: type, wait for ghost text, accept it with Tab, save.
// Prints one JSON line. Arguments: the playwright-core folder, the browser, the workbench's address, and a folder for the
// browser's profile, and for a picture if something is not seen.
import { at } from "./workbench.mjs";

const [playwright, browser, address, folder] = process.argv.slice(2);
await at(playwright, browser, address, "orders.py", folder, async (page, seen) => {
  await page.keyboard.type("prices: list[float] = load(PATH)\naverage = mean", { delay: 40 });
  const ghost = page.locator(".view-lines [class*='ghost-text']").first();
  await ghost.waitFor({ state: "attached", timeout: 60000 });
  seen.ghost = (await ghost.innerText()).trim();
  await page.keyboard.press("Tab");
  await ghost.waitFor({ state: "detached", timeout: 10000 });
});
