import { type DeskFindings, parsed, publicId, searchDeskInput, SUBJECT_KINDS, uuidOf } from "@amanat/contracts";
import { type Ctx, Prisma, requireRole } from "@amanat/db";
import type * as z from "zod";
import { FOUND, rowsFound, viewSubjects, WITH_MONEY } from "../internal/subjects.ts";
import type { DeskPorts } from "../ports.ts";

/** Of each kind, the newest. */
const MOST = 5;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What an operator means: by an id in either form, by a hash or an address, or by words of a title; people by their name or address. Who: staff,
 * of their own tenant; people are found by whoever may read the list of them.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR.
 */
export async function searchDesk(ctx: Ctx, input: z.input<typeof searchDeskInput>, ports: DeskPorts): Promise<DeskFindings> {
  const { roles } = requireRole(ctx.actor, "guard", "resolver", "admin");
  const text = parsed(searchDeskInput, input).text.trim();
  if (text === "") return { subjects: [], people: [] };
  const seesPeople = roles.includes("guard") || roles.includes("admin");
  const [found, people] = await Promise.all([
    rowsFound(
      ctx,
      Prisma.join(
        SUBJECT_KINDS.map((kind) => newest(ctx, kind, meant(kind, text))),
        " UNION ALL ",
      ),
    ),
    seesPeople ? ports.people(ctx, text, MOST) : [],
  ]);
  const shown = people.map(({ id, name, email }) => ({ id: publicId("user", id), name, email }));
  return { subjects: await viewSubjects(ctx, found), people: shown };
}

/** One way of finding: what is exactly something is not looked for by its words. */
function meant(kind: (typeof SUBJECT_KINDS)[number], text: string): Prisma.Sql {
  const lower = text.toLowerCase();
  const id = UUID.test(lower) ? lower : uuidOf(kind, lower);
  if (id !== null) return Prisma.sql`s."id" = ${id}::uuid`;
  if (/^\S{26,}$/.test(lower)) return Prisma.sql`s."keys" && ARRAY[${lower}, ${text}]::text[]`;
  return Prisma.sql`s."v" @@ search_query(${text})`;
}

const newest = (ctx: Ctx, kind: string, condition: Prisma.Sql): Prisma.Sql => Prisma.sql`
  (SELECT ${FOUND} FROM "DeskSubject" s ${WITH_MONEY} WHERE s."tenantId" = ${ctx.actor.tenantId}::uuid AND s."kind" = ${kind} AND ${condition}
   ORDER BY s."createdAt" DESC, s."id" LIMIT ${MOST})`;
