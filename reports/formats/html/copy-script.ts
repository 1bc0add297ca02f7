/**
 * A button behind each text that people copy. Without scripts there is none, and a click selects; so
 * does the button where the browser has no clipboard, as of a page by plain HTTP.
 */

import type { PageScript } from "./document.tsx";

export const COPY: PageScript = {
  connects: false,
  text: `
for (const box of document.querySelectorAll("pre.code, code.command")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-live", "polite");
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(box.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(box);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };
  box.after(button);
}
`,
};
