"use client";

import { Button, DateText } from "@amanat/ui";
import { IconCloudOff, IconRefresh } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { lookNow, useSilence } from "../../client/reach.ts";
import classes from "./frame.module.css";

/** Says for as long as it is so that the server is not reached: the page may be old, and nothing is being sent. */
export function OfflineBanner() {
  const t = useTranslations("common.offline");
  const silence = useSilence();
  return (
    <div role="status" aria-live="polite" className={classes.silence} data-unreachable={silence === null ? undefined : true}>
      {silence === null ? null : (
        <div className={classes.offline}>
          <IconCloudOff size={20} aria-hidden />
          <span>
            <strong>{navigator.onLine ? t("unreachable") : t("title")}</strong>{" "}
            {t.rich("text", { time: () => <DateText value={new Date(silence).toISOString()} look="clock" /> })}
          </span>
          <Button size="sm" variant="white" color="dark" leftSection={<IconRefresh size={18} aria-hidden />} onClick={lookNow}>
            {t("retry")}
          </Button>
        </div>
      )}
    </div>
  );
}
