"use client";

import type { ChatMessage } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { DateText, Loader } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import { lookOf, useEventTitle } from "../deal/event-title.ts";
import classes from "./system-row.module.css";

type Happened = NonNullable<ChatMessage["event"]>;

/** What happened to the deal, in the midst of what was said of it. Only the platform makes one: what people write is drawn as their text. */
export function SystemRow({ message: { event, by, name, at }, dealId }: { message: ChatMessage; dealId: string | null }) {
  const t = useTranslations("chat.system");
  if (event === null) return null;
  const { icon: Shape, tone } = lookOf(event.type);
  return (
    <div className={classes.row} data-system={event.type} data-tone={tone}>
      <Shape size={18} aria-hidden />
      <span>
        <span className={classes.title}>
          <EventWords event={event} dealId={dealId} />
        </span>{" "}
        <span className={classes.by}>
          {by === null ? t("platform") : isolated(name)} · <DateText value={at} look="clock" />
        </span>
      </span>
    </div>
  );
}

/** What happened, in a few words. */
export function EventWords({ event, dealId }: { event: Happened; dealId: string | null }) {
  return typeof event.data["amount"] === "string" ? <OfMoney event={event} dealId={dealId} /> : <Title event={event} asset="" />;
}

/** An amount is nothing without its asset, which the deal knows. */
function OfMoney({ event, dealId }: { event: Happened; dealId: string | null }) {
  const deal = useAmanatQuery("deals", "getDeal", { dealId: dealId ?? "" }, { enabled: dealId !== null, staleTime: Infinity });
  if (deal.data !== undefined) return <Title event={event} asset={deal.data.asset} />;
  return deal.isLoading ? <Loader size={14} aria-hidden /> : <Title event={{ type: "other", data: {} }} asset="" />;
}

function Title({ event, asset }: { event: Happened; asset: string }) {
  return useEventTitle(asset)(event);
}

/** The day on which what follows was said. */
export function DayRow({ at }: { at: string }) {
  return (
    <div className={classes.day}>
      <span className={classes.chip}>
        <DateText value={at} look="day" />
      </span>
    </div>
  );
}

/** From here on it is new. */
export function UnreadRow() {
  const t = useTranslations("chat.list");
  return (
    <div className={classes.unread} role="separator" data-unread>
      {t("unread")}
    </div>
  );
}
