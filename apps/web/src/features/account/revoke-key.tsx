"use client";

import type { ApiKeyView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { EndDialog } from "../dialog/end-dialog.tsx";
import { useAccountRefresh } from "./refresh.ts";

/** The second step before a key ends: whatever uses it stops at once. */
export function RevokeKey({ held, opened, onClose }: LateDialogProps & { held: ApiKeyView }) {
  const t = useTranslations("account.keys");
  const refresh = useAccountRefresh();
  const ends = useEnding(onClose);
  const revoke = useAmanatMutation(
    "auth",
    "revokeApiKey",
    ends(t("revokedDone"), () => refresh("apiKeys")),
  );
  return (
    <EndDialog
      opened={opened}
      onClose={onClose}
      title={t("revokeTitle", { name: isolated(held.name) })}
      hint={t("revokeHint")}
      back={t("cancel")}
      submit={t("revoke")}
      call={revoke}
      onSubmit={() => revoke.mutate({ apiKeyId: held.id })}
    />
  );
}
