"use client";

import type { ChatWarning } from "@amanat/contracts";
import { IconShieldLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import classes from "./warnings.module.css";

/** What both sides are warned of, with what to do instead. The worst first: somebody who poses as the platform. */
const ORDER: readonly ChatWarning[] = ["support", "third_party", "pay_outside", "wallet", "talk_outside", "phone", "email"];

export function Warnings({ warnings, mine }: { warnings: readonly ChatWarning[]; mine: boolean }) {
  const t = useTranslations("chat.warning");
  if (warnings.length === 0) return null;
  const shown = ORDER.filter((each) => warnings.includes(each));
  return (
    <div className={classes.note} role="note" data-warnings={shown.join(" ")}>
      <IconShieldLock size={20} aria-hidden />
      <div>
        <strong className={classes.title}>{t(mine ? "titleMine" : "title")}</strong>
        <ul className={classes.list}>
          {shown.map((each) => (
            <li key={each}>{t(`of.${each}`)}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}
