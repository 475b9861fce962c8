/** What only the process that sends needs: the templates and the way out. Those who enqueue load none of it. */
export { renderLetter } from "./layout.ts";
export type { Envelope, Letter, Part, Rendered } from "./letter.ts";
export type { MailOutcome } from "./outcome.ts";
export { type MailConfig, postMail } from "./post.ts";
export { workMail } from "./work.ts";
