"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import classes from "./conversation.module.css";
import { useOthers } from "./use-signals.ts";

type PresenceProps = { conversationId: string; open: boolean; otherwise: ReactNode };

/** Whether the other side is writing, or there; else what the conversation is about. */
export function Presence({ conversationId, open, otherwise }: PresenceProps) {
  const t = useTranslations("chat.presence");
  const { typing, present } = useOthers(conversationId, open);
  return (
    <span className={classes.presence} data-presence={typing ? "typing" : present ? "present" : "away"}>
      {present ? <PresentDot label={t("present")} /> : null}
      <span className={classes.about}>{typing ? t("typing") : otherwise}</span>
    </span>
  );
}

export function PresentDot({ label }: { label: string }) {
  return <span className={classes.dot} role="img" aria-label={label} />;
}
