"use client";

import { Alert, CopyButton, Stack } from "@amanat/ui";
import { IconAlertTriangle } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import classes from "./account.module.css";

/** A new key, the only time anybody sees it. */
export function KeyOnce({ secret }: { secret: string }) {
  const t = useTranslations("account.keys");
  return (
    <Stack gap="md">
      <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />}>
        {t("once")}
      </Alert>
      <bdi dir="ltr" className={classes.secret} data-api-key>
        {secret}
      </bdi>
      <div>
        <CopyButton look="button" value={secret} label={t("copy")} />
      </div>
    </Stack>
  );
}
