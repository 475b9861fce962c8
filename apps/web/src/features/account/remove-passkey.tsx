"use client";

import type { PasskeyView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { AccountDialogProps } from "./account-dialog.ts";
import { useAccountRefresh } from "./refresh.ts";

/** The second step before a passkey stops opening this account. */
export function RemovePasskey({ passkey, opened, onClose }: AccountDialogProps & { passkey: PasskeyView }) {
  const t = useTranslations("account.passkeys");
  const refresh = useAccountRefresh();
  const ends = useEnding(onClose);
  const remove = useAmanatMutation(
    "auth",
    "removePasskey",
    ends(t("removed"), () => refresh("passkeys")),
  );
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("removeTitle", { name: isolated(passkey.name) })}
      error={remove.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("cancel")}
          color="pomegranate"
          loading={remove.isPending}
          onClick={() => remove.mutate({ passkeyId: passkey.id })}
        >
          {t("remove")}
        </Answers>
      }
    >
      <Text>{t("removeHint")}</Text>
    </Dialog>
  );
}
