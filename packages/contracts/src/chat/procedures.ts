import { admin, finishes, polled, read, write } from "../access.ts";
import { mutation, query } from "../procedure.ts";
import { acknowledged, nothing } from "../page.ts";
import {
  byConversation,
  bySeq,
  chatExport,
  chatHits,
  chatMessage,
  chatPage,
  conversationView,
  editMessageInput,
  exportChatInput,
  inboxInput,
  inboxPage,
  listChatInput,
  openConversationInput,
  readMark,
  searchChatInput,
  sendMessageInput,
  unreadCounts,
} from "./schemas.ts";

const MEMBERS = "member; staff once assigned";
/** The chain of a conversation is the trail of what is written into it. */
const own = (state: string) => write("member", state, "chat:write", { audit: "none" });

export const procedures = {
  open: mutation(
    openConversationInput,
    conversationView,
    finishes(write("an open request of somebody else; own offer or offer on own request; party of the deal", "any", "chat:write")),
  ),
  conversation: query(byConversation, conversationView, read("user", MEMBERS, "chat:read")),
  inbox: query(inboxInput, inboxPage, read("user", "own", "chat:read")),
  unread: query(nothing, unreadCounts, polled("user", "own", "chat:read")),
  messages: query(listChatInput, chatPage, read("user", MEMBERS, "chat:read")),
  search: query(searchChatInput, chatHits, read("user", MEMBERS, "chat:read")),
  send: mutation(sendMessageInput, chatMessage, finishes(own("open"))),
  edit: mutation(editMessageInput, chatMessage, finishes(own("own message of the last minutes"))),
  hide: mutation(bySeq, acknowledged, finishes(own("any"))),
  erase: mutation(bySeq, acknowledged, admin(write("tenant", "not erased", null))),
  markRead: mutation(bySeq, readMark, finishes(own("any"))),
  /** Tells the others that one is writing. Nothing is stored, so it is no mutation. */
  typing: query(byConversation, acknowledged, polled("user", "member", "chat:write")),
  /** Asks whether the others are there: whoever is, is told of by a signal. */
  presence: query(byConversation, acknowledged, polled("user", "member", "chat:read")),
  export: query(exportChatInput, chatExport, read("user", MEMBERS, "chat:read")),
} as const;
