// Without zod: a form says what is too short before anything is sent.

/** The fewest characters of the reason an operator gives for an act. */
export const OPERATOR_REASON_MIN = 5;
/** The fewest characters of the reason for stopping held money, or for dividing it. */
export const HOLD_REASON_MIN = 10;
