"use client";

import type { ApiKeyView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { AccountDialogProps } from "./account-dialog.ts";
import { useAccountRefresh } from "./refresh.ts";

/** The second step before a key ends: whatever uses it stops at once. */
export function RevokeKey({ held, opened, onClose }: AccountDialogProps & { held: ApiKeyView }) {
  const t = useTranslations("account.keys");
  const refresh = useAccountRefresh();
  const ends = useEnding(onClose);
  const revoke = useAmanatMutation(
    "auth",
    "revokeApiKey",
    ends(t("revokedDone"), () => refresh("apiKeys")),
  );
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("revokeTitle", { name: isolated(held.name) })}
      error={revoke.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("cancel")}
          color="pomegranate"
          loading={revoke.isPending}
          onClick={() => revoke.mutate({ apiKeyId: held.id })}
        >
          {t("revoke")}
        </Answers>
      }
    >
      <Text>{t("revokeHint")}</Text>
    </Dialog>
  );
}
