import { type ChainEntry, dossierChat } from "@amanat/contracts";
import { brokenIn } from "../conversation.ts";
import { Altered } from "./altered.ts";
import { dataOf, type Parts } from "./lines.ts";

/** The chain of each conversation, from its beginning to the end that it says. */
export function checkChat(parts: Parts): void {
  const said = new Map<string, { lastSeq: number; entries: ChainEntry[] }>();
  for (const line of parts.get("chat") ?? []) {
    const data = dataOf("chat", line, dossierChat);
    const { conversation } = data;
    const known = said.get(conversation) ?? { lastSeq: -1, entries: [] };
    if (data.type === "conversation") said.set(conversation, { ...known, lastSeq: data.lastSeq });
    else {
      const { type: _type, conversation: _of, ...entry } = data;
      known.entries.push(entry);
      said.set(conversation, known);
    }
  }
  for (const [conversationId, { lastSeq, entries }] of said) {
    if (lastSeq < 0) throw new Altered(`conversation ${conversationId}`, "is missing, and its messages are there");
    const page = { conversationId, entries, previous: "", lastSeq, more: false, brokenAt: null };
    const broken = brokenIn([page]);
    if (broken !== null) throw new Altered(`message ${broken.seq} of ${conversationId}`, broken.what);
    if (entries.length > lastSeq) throw new Altered(`message ${lastSeq + 1} of ${conversationId}`, "stands behind the conversation's end");
  }
}
