"use client";

import type { ApiKeyView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Button, Text, useDoneToast } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { Dialog } from "../dialog/dialog.tsx";
import type { AccountDialogProps } from "./account-dialog.ts";
import { useAccountRefresh } from "./refresh.ts";

/** The second step before a key ends: whatever uses it stops at once. */
export function RevokeKey({ held, opened, onClose }: AccountDialogProps & { held: ApiKeyView }) {
  const t = useTranslations("account.keys");
  const refresh = useAccountRefresh();
  const done = useDoneToast();
  const revoke = useAmanatMutation("auth", "revokeApiKey", {
    onSuccess: () => {
      onClose();
      done(t("revokedDone"));
    },
    onSettled: () => refresh("apiKeys"),
  });
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("revokeTitle", { name: isolated(held.name) })}
      error={revoke.error}
      aboutMoney={false}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button color="pomegranate" loading={revoke.isPending} onClick={() => revoke.mutate({ apiKeyId: held.id })}>
            {t("revoke")}
          </Button>
        </>
      }
    >
      <Text>{t("revokeHint")}</Text>
    </Dialog>
  );
}
