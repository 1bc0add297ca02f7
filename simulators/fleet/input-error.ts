/** What the operator gave about a fleet is not what it should be: status 2, the message on stderr. */
export class FleetInputError extends Error {
  override readonly name: string = "FleetInputError";
}
