"use client";

import { type ConversationView, MOST_UNREAD } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { DateText, UserLine } from "@amanat/ui";
import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { useState } from "react";
import { Link } from "../../i18n/link.tsx";
import classes from "./inbox.module.css";
import { Others } from "./others.tsx";
import { PresentDot } from "./presence.tsx";
import { dayIn } from "./rows.ts";
import { EventWords } from "./system-row.tsx";
import { useOthers } from "./use-signals.ts";

type InboxRowProps = { conversation: ConversationView; isOpen: boolean; asksPresence: boolean };

/** One conversation as it is found again: with whom, about what, what was said last, how much is new. */
export function InboxRow({ conversation, isOpen, asksPresence }: InboxRowProps) {
  const t = useTranslations("chat");
  const { id, title, unread, lastAt, open } = conversation;
  const { typing, present } = useOthers(id, open && asksPresence);
  return (
    <Link
      href={`/messages/${id}`}
      className={classes.row}
      data-conversation-row={id}
      {...(isOpen ? { "aria-current": "page" as const } : {})}
    >
      <span className={classes.first}>
        <span className={classes.who}>
          <Others conversation={conversation} />
        </span>
        {present ? <PresentDot label={t("presence.present")} /> : null}
        <span className={classes.when}>
          <When at={lastAt} />
        </span>
      </span>
      <span className={classes.title}>
        <UserLine>{title}</UserLine>
      </span>
      <span className={classes.first}>
        <span className={classes.last} data-new={unread > 0 ? true : undefined}>
          {typing ? t("presence.typing") : <Last conversation={conversation} />}
        </span>
        {unread === 0 ? null : <Unread count={unread} />}
      </span>
    </Link>
  );
}

/** The time today, else the day. */
function When({ at }: { at: string }) {
  const zone = useTimeZone() ?? "UTC";
  const [today] = useState(() => dayIn(zone)(new Date().toISOString()));
  return <DateText value={at} look={dayIn(zone)(at) === today ? "clock" : "day"} />;
}

function Unread({ count }: { count: number }) {
  const t = useTranslations("chat.inbox");
  const locale = useLocale();
  const shown = `${formatCount(count, locale)}${count >= MOST_UNREAD ? "+" : ""}`;
  return (
    <span className={classes.unread} data-unread-count={count}>
      <span aria-hidden>{shown}</span>
      <span className={classes.said}>{t("unread", { count, n: shown })}</span>
    </span>
  );
}

function Last({ conversation: { last, dealId } }: { conversation: ConversationView }) {
  const t = useTranslations("chat.inbox");
  if (last === null) return t("nothing");
  if (last.event !== null) return <EventWords event={last.event} dealId={dealId} />;
  const text = last.erased ? t("erased") : last.text === "" ? t("files", { count: last.files.length }) : last.text;
  return (
    <>
      {last.mine ? <span className={classes.you}>{t("you")}</span> : null}
      <UserLine>{text}</UserLine>
    </>
  );
}
