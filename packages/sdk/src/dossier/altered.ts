/** Something in a dossier is not as it was: what it is, and what differs. */
export class Altered extends Error {
  override name = "Altered";
  readonly subject: string;
  readonly what: string;
  constructor(subject: string, what: string) {
    super(`${subject}: ${what}`);
    this.subject = subject;
    this.what = what;
  }
}
