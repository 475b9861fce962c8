import { type ChatMessage, type ChatRole, type ChatWarning, publicId } from "@amanat/contracts";
import { type Ctx, namesOf, Prisma, rowsOf } from "@amanat/db";
import type { ChatPorts } from "../ports.ts";
import { editableUntil } from "../rules.ts";
import { type Entry, entriesWhere } from "./entries.ts";
import type { Sight } from "./sight.ts";

const SHORT = 120;
const NO_ENTRIES: Entry[] = [];

/** The latest edit of each of these messages. */
export async function editsOf(ctx: Ctx, head: { id: string }, seqs: readonly number[]): Promise<ReadonlyMap<number, Entry>> {
  if (seqs.length === 0) return new Map();
  const rows = await entriesWhere(
    ctx,
    Prisma.sql`e."conversationId" = ${head.id}::uuid AND e."seq" IN (
      SELECT max(c."seq") FROM "ConversationEntry" c WHERE c."conversationId" = ${head.id}::uuid AND c."ref" = ANY (${[...seqs]}::int[])
        AND c."kind" IN ('edit', 'redaction') AND c."kind" = 'edit' GROUP BY c."ref")`,
  );
  return new Map(rows.map((row) => [row.ref ?? 0, row]));
}

/** Which of these the caller has deleted for themselves. */
export async function hiddenAmong(
  ctx: Ctx,
  { head, user }: Pick<Sight, "head" | "user">,
  seqs: readonly number[],
): Promise<ReadonlySet<number>> {
  if (seqs.length === 0) return new Set();
  const rows = await rowsOf<{ seq: number }>(
    ctx,
    Prisma.sql`SELECT "seq" FROM "ConversationHidden"
      WHERE "conversationId" = ${head.id}::uuid AND "userId" = ${user.userId}::uuid AND "seq" = ANY (${[...seqs]}::int[])`,
  );
  return new Set(rows.map(({ seq }) => seq));
}

type Around = {
  readonly edits: ReadonlyMap<number, Entry>;
  readonly answered: ReadonlyMap<number, Entry>;
  readonly names: ReadonlyMap<string, string>;
  readonly files: Awaited<ReturnType<ChatPorts["files"]>>;
};

/** Messages as the caller sees them: what was said last, without those they have deleted for themselves. */
export async function messageViews(ctx: Ctx, ports: ChatPorts, sight: Sight, entries: readonly Entry[]): Promise<ChatMessage[]> {
  const shown = entries.filter(({ kind }) => kind === "message" || kind === "system");
  const { head } = sight;
  const seqs = shown.map(({ seq }) => seq);
  const refs = [...new Set(shown.flatMap(({ ref }) => ref ?? []))];
  const [hidden, edits, answered, names, files] = await Promise.all([
    hiddenAmong(ctx, sight, [...seqs, ...refs]),
    editsOf(ctx, head, [...seqs, ...refs]),
    refs.length === 0
      ? NO_ENTRIES
      : entriesWhere(ctx, Prisma.sql`e."conversationId" = ${head.id}::uuid AND e."seq" = ANY (${refs}::int[])`),
    namesOf(ctx, [...sight.people.map(({ userId }) => userId), ...shown.flatMap((entry) => entry.authorId ?? actorOf(entry) ?? [])]),
    ports.files(
      ctx,
      shown.flatMap(({ fileIds }) => fileIds),
    ),
  ]);
  const readable = answered.filter(({ seq }) => !hidden.has(seq));
  const around = { edits, answered: new Map(readable.map((entry) => [entry.seq, entry])), names, files };
  return shown.filter(({ seq }) => !hidden.has(seq)).map((entry) => viewOf(sight, entry, around));
}

const roleOf = ({ people }: Sight, userId: string | null): ChatRole | null =>
  people.find((person) => person.userId === userId)?.role ?? null;

/** Written by this context alone, in this form. */
type Told = { type: string; actorId: string | null; data: Record<string, unknown> };
const actorOf = ({ event }: Entry): string | null => (event as Told | null)?.actorId ?? null;

function viewOf(sight: Sight, entry: Entry, { edits, answered, names, files }: Around): ChatMessage {
  const { seq, clientId, at, authorId, ref, text, warnings, kind } = entry;
  const common = { seq, clientId, at: at.toISOString(), text: "", erased: false, editedAt: null, editableUntil: null, replyTo: null };
  if (kind === "system") {
    const { type, actorId, data } = entry.event as Told;
    const by = roleOf(sight, actorId);
    return {
      ...common,
      kind: "system",
      by,
      name: actorId === null ? "Amanat" : (names.get(actorId) ?? ""),
      mine: actorId === sight.user.userId,
      files: [],
      warnings: [],
      event: { type, data },
    };
  }
  const edit = edits.get(seq);
  const erased = text === null;
  const mine = authorId === sight.user.userId;
  const reply = answeredView(sight, ref === null ? undefined : answered.get(ref), { edits, names });
  return {
    ...common,
    kind: "message",
    by: roleOf(sight, authorId),
    name: names.get(authorId ?? "") ?? "",
    mine,
    text: erased ? "" : (edit?.text ?? text),
    erased,
    editedAt: erased ? null : (edit?.at.toISOString() ?? null),
    editableUntil: mine && !erased && sight.open ? editableUntil(at).toISOString() : null,
    replyTo: reply,
    files: entry.fileIds.flatMap((id) => files.get(id) ?? []),
    warnings: erased ? [] : ((edit?.warnings ?? warnings) as ChatWarning[]),
    event: null,
  };
}

function answeredView(sight: Sight, entry: Entry | undefined, { edits, names }: Pick<Around, "edits" | "names">): ChatMessage["replyTo"] {
  const by = entry === undefined ? null : roleOf(sight, entry.authorId);
  if (entry?.text === undefined || entry.text === null || by === null) return null;
  const text = edits.get(entry.seq)?.text ?? entry.text;
  // By characters, so that none is cut in half.
  return { seq: entry.seq, by, name: names.get(entry.authorId ?? "") ?? "", text: Array.from(text).slice(0, SHORT).join("") };
}

/** What a person may be told of a conversation's end. */
export const publicConversation = ({ id }: { id: string }): string => publicId("conversation", id);
