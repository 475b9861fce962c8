// Without zod: a form says what is too short before anything is sent.

/** Fewest characters of an operator's reason. */
export const OPERATOR_REASON_MIN = 5;
/** Fewest characters of the reason for holding or dividing money. */
export const HOLD_REASON_MIN = 10;
