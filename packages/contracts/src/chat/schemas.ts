import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { caseId } from "../disputes/ids.ts";
import { fileId } from "../files/ids.ts";
import { fileView } from "../files/schemas.ts";
import { offerId, requestId } from "../marketplace/ids.ts";
import { instant, pageInput, pageOf } from "../page.ts";
import { lineSchema, proseSchema } from "../values/text.ts";
import { tokenSchema, wordSchema } from "../values/token.ts";
import { conversationId } from "./ids.ts";
import { CHAT_ROLES, CHAT_WARNINGS, CONVERSATION_KINDS, ENTRY_KINDS, MOST_FILES, MOST_TEXT } from "./states.ts";

/** Of a message, made by its sender before the first try and kept for ever: what is sent again with it is not said twice. */
export const clientIdSchema = wordSchema(/^[A-Za-z0-9_-]{6,64}$/);
/** The place of an entry in its conversation. */
const seq = z.number().int().min(0).max(2_000_000_000);
/** What may be written: as every free text, or nothing where files are sent. */
export const chatTextSchema = proseSchema({ min: 0, max: MOST_TEXT });

const messageText = z.object({ seq, by: z.enum(CHAT_ROLES), name: z.string(), text: z.string() });

export const chatMessage = z.object({
  seq,
  kind: z.enum(["message", "system"]),
  /** The key of its row for ever. Of a system message, one of ours. */
  clientId: z.string(),
  at: instant,
  /** Null: the platform, or its staff. */
  by: z.enum(CHAT_ROLES).nullable(),
  /** Of whoever wrote or did it. */
  name: z.string(),
  mine: z.boolean(),
  /** As it is now; empty for a system message, and for one that was erased. */
  text: z.string(),
  erased: z.boolean(),
  editedAt: instant.nullable(),
  /** Until when its author may edit it; null where they may not. */
  editableUntil: instant.nullable(),
  /** What it answers, shortened; null where that was erased. */
  replyTo: messageText.nullable(),
  files: z.array(fileView),
  warnings: z.array(z.enum(CHAT_WARNINGS)),
  /** Of a system message: what happened to the deal (`by` and `name` did it), drawn from this and never from a text. */
  event: z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) }).nullable(),
});
export type ChatMessage = z.infer<typeof chatMessage>;

const member = z.object({
  role: z.enum(CHAT_ROLES),
  name: z.string(),
  mine: z.boolean(),
  /** How far they have read. */
  readSeq: seq,
});

export const conversationView = z.object({
  id: conversationId,
  kind: z.enum(CONVERSATION_KINDS),
  title: z.string(),
  requestId: requestId.nullable(),
  /** The deal it is about now. */
  dealId: dealId.nullable(),
  /** The case whose room it is. */
  caseId: caseId.nullable(),
  /** The caller's part. */
  role: z.enum(CHAT_ROLES),
  members: z.array(member),
  /** Of its last entry; zero while nothing is said. */
  lastSeq: seq,
  lastAt: instant,
  /** Messages of others that the caller has not read; at MOST_UNREAD, that many or more. */
  unread: z.number().int(),
  /** The last message or system message; null while there is none, or where the caller has deleted it. */
  last: chatMessage.nullable(),
  /** False where it can only be read. */
  open: z.boolean(),
});
export type ConversationView = z.infer<typeof conversationView>;

/** What it is to be about: a request one may bid on, an offer on one's own request or of oneself, or a deal of one's own. */
export const openConversationInput = z.union([z.strictObject({ requestId }), z.strictObject({ offerId }), z.strictObject({ dealId })]);

export const byConversation = z.object({ conversationId });

/** By the last entry, the newest first. `search`: words of the title or of the other side's name. */
export const inboxInput = z.object({ ...pageInput, search: lineSchema({ min: 0, max: 100 }).optional() });
export const inboxPage = pageOf(conversationView);

/** Above MOST_UNREAD conversations counting ends. */
export const unreadCounts = z.object({ conversations: z.number().int(), messages: z.number().int() });

/** The latest; those before a place (scrolling up); or everything after one (catching up). */
export const listChatInput = z.object({
  conversationId,
  before: seq.optional(),
  after: seq.optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export const chatPage = z.object({
  /** In their order. */
  messages: z.array(chatMessage),
  /** Older messages, before `from`, that were edited or erased within this range, as they are now. */
  changed: z.array(chatMessage),
  /** What this answer covers: every entry from here to there. What is not among `messages` is an edit, or deleted. */
  from: seq,
  to: seq,
  /** Of the conversation's last entry. */
  lastSeq: seq,
});
export type ChatPage = z.infer<typeof chatPage>;

export const sendMessageInput = z
  .object({
    conversationId,
    clientId: clientIdSchema,
    text: chatTextSchema,
    replyTo: seq.optional(),
    fileIds: z.array(fileId).max(MOST_FILES).default([]),
  })
  .refine(({ text, fileIds }) => text !== "" || fileIds.length > 0, { path: ["text"], message: "is empty" });
export const editMessageInput = z.object({
  conversationId,
  seq,
  clientId: clientIdSchema,
  text: proseSchema({ min: 1, max: MOST_TEXT }),
});
export const bySeq = z.object({ conversationId, seq });
export const readMark = z.object({ readSeq: seq });

/** Looks through a window of entries before a place (the end), and says how far it came. */
export const searchChatInput = z.object({
  conversationId,
  text: lineSchema({ min: 1, max: 100 }),
  before: seq.optional(),
});
export const chatHits = z.object({
  /** The newest first. */
  hits: z.array(chatMessage),
  /** Everything from here on was looked through; zero: all of it. Go on with `before` of this. */
  searchedTo: seq,
});

/** The chain as it stands, to be verified by whoever has it. */
export const exportChatInput = z.object({ conversationId, after: seq.default(0), limit: z.number().int().min(1).max(500).default(500) });
export const chainEntry = z.object({
  seq,
  kind: z.enum(ENTRY_KINDS),
  /** Null: the platform. */
  author: z.string().nullable(),
  clientId: z.string(),
  at: instant,
  /** What it answers, edits or erases. */
  ref: seq.nullable(),
  /** Hex; with the text, both null once they were erased. */
  salt: z.string().nullable(),
  text: z.string().nullable(),
  files: z.array(fileId),
  /** Of a system entry. */
  event: z.unknown(),
  digest: tokenSchema({ min: 64, max: 64 }),
  hash: tokenSchema({ min: 64, max: 64 }),
});
export type ChainEntry = z.infer<typeof chainEntry>;
export const chatExport = z.object({
  conversationId,
  entries: z.array(chainEntry),
  /** The hash before the first of these: of the entry before it, or of the conversation's beginning. */
  previous: z.string(),
  lastSeq: seq,
  more: z.boolean(),
  /** The first entry of these that was changed, or whose predecessor is missing; null: the chain holds. */
  brokenAt: seq.nullable(),
});
export type ChatExport = z.infer<typeof chatExport>;
