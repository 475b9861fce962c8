"use client";

import type { IdentityView } from "@amanat/contracts";
import { FullAddress, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { AccountDialogProps } from "./account-dialog.ts";
import { useAccountRefresh } from "./refresh.ts";

/** The second step before something stops opening this account. */
export function Unlink({ identity, opened, onClose }: AccountDialogProps & { identity: IdentityView }) {
  const t = useTranslations("account.ways");
  const refresh = useAccountRefresh();
  const ends = useEnding(onClose);
  const name = t(`provider.${identity.provider}`);
  const unlink = useAmanatMutation(
    "auth",
    "unlinkIdentity",
    ends(t("unlinked", { name }), () => refresh("identities")),
  );
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("unlinkTitle", { name })}
      error={unlink.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("cancel")}
          color="pomegranate"
          loading={unlink.isPending}
          onClick={() => unlink.mutate({ provider: identity.provider, subject: identity.subject })}
        >
          {t("unlink")}
        </Answers>
      }
    >
      {identity.provider === "wallet" ? <FullAddress address={identity.label} /> : null}
      <Text>{t("unlinkHint")}</Text>
    </Dialog>
  );
}
