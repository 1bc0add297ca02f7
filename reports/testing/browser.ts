/** A real browser for tests: the one from CHROME_PATH, else the one inside an npm package. */

import sparticuz from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

/** Nothing of its own on the network, and a process each page, so that pages can be closed. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser; the first time it is unpacked, which takes some seconds. */
export async function openBrowser(): Promise<Browser> {
  const named = process.env["CHROME_PATH"];
  // The packaged browser is built for Linux; elsewhere the installed Chrome is looked for.
  if (named === undefined && process.platform !== "linux") {
    return await chromium.launch({ channel: "chrome", args: QUIET });
  }
  const executablePath = named ?? (await sparticuz.executablePath());
  return await chromium.launch({ executablePath, args: QUIET });
}
