import type { Statement } from "./statements.ts";

/** A write as the reference makes it: the statements that change something, and what is new in each of them. */
export type Write = {
  statements: Statement[];
  answer: unknown;
  /** Ids that are made anew. */
  ids: string[];
  /** Numbers that are made anew: a row's place in a sequence. */
  numbers: string[];
  /** The id of the row that the write is about; the caller names another one. */
  subject: string | null;
};

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const CHANGES = /^\s*(?:INSERT|UPDATE|DELETE|WITH\b[\s\S]*\bINSERT\b)|\bFOR (?:NO KEY )?UPDATE\b/i;

const uuidsIn = (text: string): string[] => text.match(UUID) ?? [];

/**
 * What stays of two recordings of one write when it is written by hand: its inserts, updates and locks, without the questions between them. What
 * differs between the two is new at each call.
 */
export function writeOf(
  [one, other]: readonly [readonly Statement[], readonly Statement[]],
  answer: unknown,
  [subject, otherSubject]: readonly [string | null, string | null],
): Write {
  const statements = one.filter(({ text }) => CHANGES.test(text));
  const others = other.filter(({ text }) => CHANGES.test(text));
  const [ids, numbers] = [new Set<string>(), new Set<string>()];
  const known = new Set(uuidsIn(JSON.stringify(others)));
  for (const [n, { values }] of statements.entries())
    for (const [m, value] of values.entries()) {
      const beside = others[n]?.values[m];
      const text = JSON.stringify(value);
      for (const id of uuidsIn(text)) if (!known.has(id) && id !== subject) ids.add(id);
      if (/^"?\d+"?$/.test(text) && text !== JSON.stringify(beside)) numbers.add(text);
    }
  if (statements.length === 0 || statements.length !== others.length || otherSubject === undefined)
    throw new Error("two recordings of one write are not the same statements");
  return { statements, answer, ids: [...ids], numbers: [...numbers], subject };
}

/** An id as the wire writes it. */
const bare = (id: string): string => id.replaceAll("-", "");

type Piece = string | { id: string; bare: boolean } | { number: string };

/** Splits a text at what is new in it, once, so that a call only joins. */
function piecesOf(text: string, ids: readonly string[], numbers: readonly string[]): Piece[] {
  const news = [...ids.flatMap((id) => [id, bare(id)]), ...numbers];
  if (news.length === 0) return [text];
  const escaped = news.map((one) => one.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text.split(new RegExp(`(${escaped.join("|")})`)).map((part): Piece => {
    if (numbers.includes(part)) return { number: part };
    const id = ids.find((one) => one === part || bare(one) === part);
    return id === undefined ? part : { id, bare: id !== part };
  });
}

/** Makes the values of one call. `subject`: the row it is about. */
export function template(write: Write): (
  fresh: { id(): string; number(): number },
  subject: string | null,
) => {
  values: unknown[][];
  answer: unknown;
} {
  const known = write.subject === null ? write.ids : [...write.ids, write.subject];
  const values = piecesOf(JSON.stringify(write.statements.map((one) => one.values)), known, write.numbers);
  const answer = piecesOf(JSON.stringify(write.answer), known, []);
  return (fresh, subject) => {
    const ids = new Map(write.ids.map((id) => [id, fresh.id()]));
    if (write.subject !== null && subject !== null) ids.set(write.subject, subject);
    const text = (pieces: readonly Piece[]): string =>
      pieces
        .map((piece) => {
          if (typeof piece === "string") return piece;
          if ("number" in piece) return piece.number.startsWith('"') ? `"${fresh.number()}"` : String(fresh.number());
          const id = ids.get(piece.id) ?? piece.id;
          return piece.bare ? bare(id) : id;
        })
        .join("");
    return { values: JSON.parse(text(values)) as unknown[][], answer: JSON.parse(text(answer)) };
  };
}
