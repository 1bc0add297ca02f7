/** The contract as an OpenAPI document. */
export { openApiText } from "./document.ts";
