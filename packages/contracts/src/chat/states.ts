// Without zod: pages show them.

/** `request`: of a request and one seller; it goes on in their deal. `deal`: of a deal that came another way. `dispute`: a room of three. */
export const CONVERSATION_KINDS = ["request", "deal", "dispute"] as const;
export type ConversationKind = (typeof CONVERSATION_KINDS)[number];

/** The part a person has in a conversation. */
export const CHAT_ROLES = ["buyer", "seller", "staff"] as const;
export type ChatRole = (typeof CHAT_ROLES)[number];

/** What stands in a conversation's chain. Nothing in it is ever changed; an edit and an erasure are entries of their own. */
export const ENTRY_KINDS = ["message", "edit", "redaction", "system"] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What both sides are warned of in a message. It is delivered all the same. */
export const CHAT_WARNINGS = [
  /** A telephone number. */
  "phone",
  /** An address of a wallet. */
  "wallet",
  "email",
  /** To pay past the platform. */
  "pay_outside",
  /** To go on talking elsewhere. */
  "talk_outside",
  /** Somebody who says to be the platform's support, or asks to release the money first. */
  "support",
  /** To deliver to, or to be paid by, somebody else: the triangle trade. */
  "third_party",
] as const;
export type ChatWarning = (typeof CHAT_WARNINGS)[number];

/** How long a message may be edited, by the database's clock. */
export const EDIT_MINUTES = 5;
/** Characters of one message. */
export const MOST_TEXT = 4_000;
/** Files of one message. */
export const MOST_FILES = 5;
/** Messages that one search looks through; it says how far it came. */
export const SEARCH_WINDOW = 2_000;
/** Unread messages are counted up to here. */
export const MOST_UNREAD = 99;
/** A person is told at most so often that somebody is typing, and forgets it after the other. */
export const TYPING_EVERY_MS = 3_000;
export const TYPING_LASTS_MS = 6_000;
/** A person is shown as present so long after they were last seen on a stream. */
export const PRESENT_MS = 30_000;
