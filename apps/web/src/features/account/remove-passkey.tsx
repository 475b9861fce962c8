"use client";

import type { PasskeyView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { EndDialog } from "../dialog/end-dialog.tsx";
import { useAccountRefresh } from "./refresh.ts";

/** The second step before a passkey stops opening this account. */
export function RemovePasskey({ passkey, opened, onClose }: LateDialogProps & { passkey: PasskeyView }) {
  const t = useTranslations("account.passkeys");
  const refresh = useAccountRefresh();
  const ends = useEnding(onClose);
  const remove = useAmanatMutation(
    "auth",
    "removePasskey",
    ends(t("removed"), () => refresh("passkeys")),
  );
  return (
    <EndDialog
      opened={opened}
      onClose={onClose}
      title={t("removeTitle", { name: isolated(passkey.name) })}
      hint={t("removeHint")}
      back={t("cancel")}
      submit={t("remove")}
      call={remove}
      onSubmit={() => remove.mutate({ passkeyId: passkey.id })}
    />
  );
}
