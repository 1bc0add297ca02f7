/** report.html: the page that people read. */

export { livePage, waitingPage } from "./live-page.tsx";
export { html } from "./page.tsx";
export * from "./tour-page.tsx";
