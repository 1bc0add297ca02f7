/** Raised by a change of the evidence that old readers would misread. */
export const EVIDENCE_VERSION = 1;
