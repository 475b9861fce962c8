import { uuidOf } from "@amanat/contracts";
import type { FedEvent, Take, TxCtx } from "@amanat/db";
import { tellingsOf } from "./internal/catalogue.ts";
import { datesOf } from "./internal/dates.ts";
import type { About, Facts, NoticePorts } from "./ports.ts";
import type { Telling } from "./internal/telling.ts";
import { tell, type Told } from "./internal/tell.ts";

type Asked = { readonly event: FedEvent; readonly telling: Telling; readonly subjectId: string };

/** Which thing an event is about, for one telling of it: a deal's money is told of as the deal. */
function subjectOf({ payload, subjectId }: FedEvent, { about }: Telling): string {
  const named = about === "deal" ? payload["dealId"] : undefined;
  return (typeof named === "string" ? uuidOf("deal", named) : null) ?? subjectId;
}

const fits = ({ payload }: FedEvent, only: Readonly<Record<string, readonly unknown[]>> | undefined): boolean =>
  only === undefined || Object.entries(only).every(([field, values]) => values.includes(payload[field]));

/** What of the event itself the sentences name. */
function named({ payload }: FedEvent, { detail }: Telling): string | null {
  const value = detail === undefined ? null : payload[detail];
  return typeof value === "string" ? value : null;
}

/** What the contexts know of all things that these tellings are about. */
export async function factsFor(
  tx: TxCtx,
  asked: readonly { readonly telling: { readonly about: About }; readonly subjectId: string }[],
  { facts }: NoticePorts,
): Promise<(about: About, id: string) => Facts | null> {
  const known = new Map<string, Facts>();
  for (const [about, of] of Map.groupBy(asked, ({ telling }) => telling.about))
    for (const [id, fact] of await facts[about](tx, [...new Set(of.map(({ subjectId }) => subjectId))])) known.set(`${about} ${id}`, fact);
  return (about, id) => known.get(`${about} ${id}`) ?? null;
}

/** Tells everybody what happened, as the catalogue says: once for an event, a person and a kind. Whoever did it is not told. */
export function tellAll(ports: NoticePorts): Take {
  return async (tx, events) => {
    const asked = events.flatMap((event): Asked[] =>
      tellingsOf(event.type)
        .filter(({ only }) => fits(event, only))
        .map((telling) => ({ event, telling, subjectId: subjectOf(event, telling) })),
    );
    if (asked.length === 0) return;
    const facts = await factsFor(tx, asked, ports);
    const dates = await datesOf(tx, asked);
    const told = asked.flatMap((one): Told[] => {
      const { event, telling, subjectId } = one;
      const fact = facts(telling.about, subjectId);
      if (fact === null) return [];
      const people = new Set(telling.to.flatMap((part) => fact.people[part] ?? []));
      if (telling.self !== true && event.actorId !== null) people.delete(event.actorId);
      const said = { actor: event.actorName, title: fact.title, detail: named(event, telling) ?? fact.detail ?? "" };
      const common = {
        tenantId: event.tenantId,
        cause: `event:${event.seq}`,
        subjectId,
        actorId: event.actorId,
        titledById: fact.titledBy ?? null,
        said,
        place: fact.place,
        by: dates(one),
        clock: null,
      };
      return [...people].map((userId) => ({ telling, notice: { ...common, userId } }));
    });
    await tell(tx, told, ports);
  };
}
