/** What the code holds to be impossible has happened: a bug of ours or rows that somebody wrote by hand. Never an answer to a caller, who gets INTERNAL_SERVER_ERROR. */
export class BrokenInvariant extends Error {}
