import { DomainError, INCIDENTS, type IncidentKind, type IncidentState, type IncidentView, publicId, uuidOf } from "@amanat/contracts";
import { type Ctx, type Incident, namesOf } from "@amanat/db";
import * as z from "zod";

const words = z.record(z.string(), z.string());
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function uuidOfIncident(id: string): string {
  const uuid = uuidOf("incident", id);
  if (uuid === null) throw new DomainError("NOT_FOUND");
  return uuid;
}

/** The values of checked columns, or of columns that only `raiseIncident` writes. */
export function kindOf(row: Pick<Incident, "kind">): IncidentKind {
  return row.kind as IncidentKind;
}

/** The subject of an incident, as people see it. */
function subjectOf(kind: IncidentKind, subject: string): string {
  const [what = ""] = kind.split(".");
  if (!UUID.test(subject)) return subject;
  if (what === "payout" || what === "sweep" || what === "deal") return publicId(what, subject);
  if (kind === "event.given_up") return publicId("delivery", subject);
  return kind === "books.unbalanced" ? publicId("deal", subject) : subject;
}

/** Incidents with the names of the people who handled them. */
export async function viewsOf(ctx: Ctx, rows: readonly Incident[]): Promise<IncidentView[]> {
  const ids = rows.flatMap((row) => [row.acknowledgedById ?? [], row.closedById ?? []].flat());
  const nameOf = await namesOf(ctx, ids);
  const name = (id: string | null) => (id === null ? null : (nameOf.get(id) ?? null));
  return rows.map((row) => {
    const kind = kindOf(row);
    return {
      id: publicId("incident", row.id),
      kind,
      state: row.state as IncidentState,
      subject: subjectOf(kind, row.subject),
      dealId: row.dealId === null ? null : publicId("deal", row.dealId),
      payoutId: kind.startsWith("payout.") && UUID.test(row.subject) ? publicId("payout", row.subject) : null,
      count: row.count,
      firstAt: row.firstAt.toISOString(),
      lastAt: row.lastAt.toISOString(),
      detail: words.parse(row.detail),
      acknowledgedBy: name(row.acknowledgedById),
      resolution: row.resolution as IncidentView["resolution"],
      note: row.note,
      closedBy: name(row.closedById),
      closedAt: row.closedAt?.toISOString() ?? null,
      retriable: INCIDENTS[kind].retry && row.state !== "closed",
      version: row.version,
    };
  });
}

export async function viewOf(ctx: Ctx, row: Incident): Promise<IncidentView> {
  const [view] = await viewsOf(ctx, [row]);
  if (!view) throw new DomainError("NOT_FOUND");
  return view;
}
