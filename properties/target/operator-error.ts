/**
 * The operator asked for something that cannot be: one line for a person, exit status 2. Not for
 * what an endpoint does wrong (a finding) nor for faults of ours (plain errors, with a stack).
 */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
}
