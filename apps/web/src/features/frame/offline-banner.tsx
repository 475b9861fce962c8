"use client";

import { IconCloudOff } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useOnline } from "../../client/live-events.tsx";
import classes from "./frame.module.css";

/** Says that the page may be old and that nothing is being sent. */
export function OfflineBanner() {
  const t = useTranslations("common");
  const online = useOnline();
  return (
    <div role="status" aria-live="polite">
      {online ? null : (
        <div className={classes.offline}>
          <IconCloudOff size={20} aria-hidden />
          <span>
            <strong>{t("offline.title")}.</strong> {t("offline.text")}
          </span>
        </div>
      )}
    </div>
  );
}
