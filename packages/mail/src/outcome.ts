/**
 * What came of one attempt. `later`: nothing was taken, and another attempt may succeed. `never`: these bytes will not be taken; `bounces`
 * says that the mailbox itself refuses. `unknown`: all of it was sent and no answer came, so it may have arrived; another attempt under the
 * same key is known as the same mail.
 */
export type MailOutcome =
  | { readonly is: "sent" }
  | { readonly is: "later"; readonly why: string }
  | { readonly is: "never"; readonly why: string; readonly bounces: boolean }
  | { readonly is: "unknown"; readonly why: string };

/** What nodemailer's errors say. `code` is EENVELOPE for "later" and "never" alike, so only the server's number counts. */
type SmtpError = { readonly code?: unknown; readonly command?: unknown; readonly responseCode?: unknown; readonly response?: unknown };

/** Refused for what it is or where it comes from (X.7.x of RFC 3463): the mailbox is fine. */
const POLICY = /^5\d\d[ -]5\.7\./;

function wordOf(error: SmtpError): string {
  if (typeof error.responseCode === "number") return `the server answered ${error.responseCode}`;
  return `the connection failed${typeof error.code === "string" ? ` (${error.code})` : ""}`;
}

/** The class of a failure; `written`: the server had been given the whole mail. Nothing in it names the reader. */
export function outcomeOf(thrown: unknown, written: boolean): MailOutcome {
  const error: SmtpError = typeof thrown === "object" && thrown !== null ? thrown : {};
  const why = wordOf(error);
  const { responseCode: number, command } = error;
  if (typeof number !== "number" || number < 400) return written ? { is: "unknown", why } : { is: "later", why };
  // Our own name, our password, our sender: the reader's address says nothing, and an operator can mend it.
  const ours =
    error.code === "EAUTH" || command === "MAIL FROM" || (typeof command === "string" && /^(?:AUTH|EHLO|HELO|STARTTLS)/.test(command));
  if (number < 500 || ours) return { is: "later", why };
  const answer = typeof error.response === "string" ? error.response : "";
  return { is: "never", why, bounces: command === "RCPT TO" && !POLICY.test(answer) };
}
