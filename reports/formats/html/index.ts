/** report.html: the page that people read. */
export { html } from "./page.tsx";
