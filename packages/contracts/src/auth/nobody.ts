/** What the name of somebody whose account is closed becomes, wherever others read it: no word of any language. Pages say it in theirs. */
export const NOBODY_NAME = "\u2013";
