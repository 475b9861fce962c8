import type { ChatMessage, ChatPage } from "@amanat/contracts";

/**
 * What of a conversation is on screen: everything between two places in it, so that it has no hole. What is not among the messages there is
 * no message, or one its reader has deleted.
 */
export type Stretch = {
  messages: readonly ChatMessage[];
  from: number;
  to: number;
  /** Of the conversation's last entry, as far as is known. */
  lastSeq: number;
};

export const stretchOf = ({ messages, from, to, lastSeq }: ChatPage): Stretch => ({ messages, from, to, lastSeq });

/** Nothing is older than what is shown; nothing is newer. */
export const isAtStart = ({ from }: Stretch): boolean => from <= 1;
export const isAtEnd = ({ to, lastSeq }: Stretch): boolean => to >= lastSeq;

/** Each once, as it was last read, in the conversation's order. */
function joined(older: readonly ChatMessage[], newer: readonly ChatMessage[]): ChatMessage[] {
  const known = new Map([...older, ...newer].map((message) => [message.seq, message]));
  return [...known.values()].sort((a, b) => a.seq - b.seq);
}

/** Those that are on screen, as they are now; others would leave a hole. */
function withAnew(messages: readonly ChatMessage[], anew: readonly ChatMessage[]): readonly ChatMessage[] {
  const shown = new Set(messages.map(({ seq }) => seq));
  const changed = anew.filter(({ seq }) => shown.has(seq));
  return changed.length === 0 ? messages : joined(messages, changed);
}

/**
 * With an answer that touches it or overlaps it. One that does neither is left out: it would leave a hole that nobody sees. Answers have to be
 * taken in the order in which they were asked for, since the later one knows better.
 */
export function withPage(stretch: Stretch, page: ChatPage): Stretch {
  const lastSeq = Math.max(stretch.lastSeq, page.lastSeq);
  if (page.from > stretch.to + 1 || page.to < stretch.from - 1) return { ...stretch, lastSeq };
  return {
    messages: withAnew(joined(stretch.messages, page.messages), page.changed),
    from: Math.min(stretch.from, page.from),
    to: Math.max(stretch.to, page.to),
    lastSeq,
  };
}

/** With one's own message, once the server has taken it: at the end where nothing is missing before it. */
export function withTaken(stretch: Stretch, message: ChatMessage): Stretch {
  const lastSeq = Math.max(stretch.lastSeq, message.seq);
  if (message.seq > stretch.to + 1) return { ...stretch, lastSeq };
  return { ...stretch, messages: joined(stretch.messages, [message]), to: Math.max(stretch.to, message.seq), lastSeq };
}

/** Without one that its reader has deleted for themselves. */
export function without(stretch: Stretch, gone: number): Stretch {
  return { ...stretch, messages: stretch.messages.filter(({ seq }) => seq !== gone) };
}
