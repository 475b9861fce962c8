import type { FedEvent, TxCtx } from "@amanat/db";
import type { Telling } from "./telling.ts";

type Asked = { readonly event: FedEvent; readonly telling: Telling; readonly subjectId: string };

/** Until when each of these has to be answered: the date the event names, or what the running clock says now. */
export async function datesOf(tx: TxCtx, asked: readonly Asked[]): Promise<(one: Asked) => Date | null> {
  const clocked = asked.filter(({ telling }) => telling.by !== undefined && "clock" in telling.by);
  const rows =
    clocked.length === 0
      ? []
      : await tx.tx.deadline.findMany({
          where: {
            subjectId: { in: [...new Set(clocked.map(({ subjectId }) => subjectId))] },
            status: "pending",
            pausedAt: null,
          },
          select: { purpose: true, subjectId: true, dueAt: true },
        });
  const running = new Map(rows.map(({ purpose, subjectId, dueAt }) => [`${purpose} ${subjectId}`, dueAt]));
  return ({ event, telling: { by }, subjectId }) => {
    if (by === undefined) return null;
    if ("clock" in by) return by.clock.map((purpose) => running.get(`${purpose} ${subjectId}`)).find((date) => date !== undefined) ?? null;
    const text = event.payload[by.field];
    return typeof text === "string" ? new Date(text) : null;
  };
}
