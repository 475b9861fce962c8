"use client";

import { Alert, CopyButton, Stack } from "@amanat/ui";
import { IconAlertTriangle } from "@amanat/ui/icons";
import classes from "./secret-once.module.css";

/** A new secret, the only time anybody sees it. `once` says so. */
export function SecretOnce({ secret, once, copy }: { secret: string; once: string; copy: string }) {
  return (
    <Stack gap="md">
      <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />}>
        {once}
      </Alert>
      <bdi dir="ltr" className={classes.secret} data-secret>
        {secret}
      </bdi>
      <div>
        <CopyButton look="button" value={secret} label={copy} />
      </div>
    </Stack>
  );
}
