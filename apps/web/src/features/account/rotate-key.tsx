"use client";

import type { ApiKeyView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { RotateDialog } from "../secret/rotate-dialog.tsx";
import { useAccountRefresh } from "./refresh.ts";

/** A new key in place of one that goes on working for a while. */
export function RotateKey({ held, opened, onClose }: LateDialogProps & { held: ApiKeyView }) {
  const t = useTranslations("account.keys");
  const refresh = useAccountRefresh();
  const rotate = useAmanatMutation("auth", "rotateApiKey", { onSettled: () => refresh("apiKeys") });
  return (
    <RotateDialog
      opened={opened}
      onClose={onClose}
      title={t("rotateTitle", { name: isolated(held.name) })}
      madeTitle={t("madeTitle")}
      hint={t("rotateHint")}
      overlap={t("overlap")}
      hours={(count) => (count === 0 ? t("overlapNone") : t("overlapHours", { count }))}
      once={t("once")}
      copy={t("copy")}
      saved={t("saved")}
      back={t("cancel")}
      submit={t("rotate")}
      call={rotate}
      made={rotate.data?.key}
      onRotate={(overlapHours) => rotate.mutate({ apiKeyId: held.id, overlapHours })}
    />
  );
}
