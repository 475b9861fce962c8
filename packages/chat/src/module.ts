import type { Module, Verbs } from "@amanat/db";
import { ABOUT } from "./about.ts";
import { PURGES } from "./purges.ts";
import * as chat from "./index.ts";
import type { ChatPorts } from "./ports.ts";

/** Conversations ask what they are about who belongs to them. */
export function module({ chat: ports }: { readonly chat: ChatPorts }): Module {
  const verbs: Verbs<"chat"> = {
    open: (ctx, input) => chat.openConversation(ctx, input, ports),
    conversation: (ctx, input) => chat.getConversation(ctx, input, ports),
    inbox: (ctx, input) => chat.inbox(ctx, input, ports),
    unread: (ctx) => chat.unread(ctx),
    messages: (ctx, input) => chat.listChat(ctx, input, ports),
    search: (ctx, input) => chat.searchChat(ctx, input, ports),
    send: (ctx, input) => chat.sendMessage(ctx, input, ports),
    edit: (ctx, input) => chat.editMessage(ctx, input, ports),
    hide: (ctx, input) => chat.hideMessage(ctx, input, ports),
    erase: (ctx, input) => chat.eraseMessage(ctx, input, ports),
    markRead: (ctx, input) => chat.markRead(ctx, input, ports),
    typing: (ctx, input) => chat.sayTyping(ctx, input, ports),
    presence: (ctx, input) => chat.askPresence(ctx, input, ports),
    export: (ctx, input) => chat.exportChat(ctx, input, ports),
  };
  return { name: "chat", about: ABOUT, purges: PURGES, verbs, feed: { from: "now", take: chat.tellStory(ports) } };
}
