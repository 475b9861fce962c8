import type { Locale } from "@amanat/contracts";

/** A paragraph. `exact`: an address, an account, a reason, on lines of its own. `code`: six digits, to be typed or copied. */
export type Part = { readonly as: "words" | "exact" | "code"; readonly text: string };

/** What a mail says, before anybody has decided how it looks. Every text is in the reader's language already. */
export type Letter = {
  readonly locale: Locale;
  readonly subject: string;
  /** What an inbox shows behind the subject; null when the first paragraph says it. */
  readonly preheader: string | null;
  /** What is true, whose turn it is, by when. */
  readonly parts: readonly Part[];
  /** The one thing to do, at its exact place. */
  readonly button: { readonly label: string; readonly url: string } | null;
  /** Small, below: why this comes, and where it is switched off. */
  readonly footer: readonly { readonly text: string; readonly url: string | null }[];
};

/** Who gets it, and by which names mail programs know it again. */
export type Envelope = {
  readonly to: { readonly name: string; readonly address: string };
  /** One for each event and person, whatever is tried again: what arrives twice is known as one. Without brackets and host. */
  readonly key: string;
  /** Mails with the same one are shown as one conversation: a deal. Without brackets and host. */
  readonly thread: string | null;
  /** Where one POST without a cookie switches this off; null for what nobody can switch off. */
  readonly unsubscribe: string | null;
};

export type Rendered = { readonly subject: string; readonly text: string; readonly html: string };
