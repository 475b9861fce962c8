"use client";

import type { IdentityView } from "@amanat/contracts";
import { FullAddress } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { EndDialog } from "../dialog/end-dialog.tsx";
import { useAccountRefresh } from "./refresh.ts";

/** The second step before something stops opening this account. */
export function Unlink({ identity, opened, onClose }: LateDialogProps & { identity: IdentityView }) {
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
    <EndDialog
      opened={opened}
      onClose={onClose}
      title={t("unlinkTitle", { name })}
      hint={t("unlinkHint")}
      back={t("cancel")}
      submit={t("unlink")}
      call={unlink}
      onSubmit={() => unlink.mutate({ provider: identity.provider, subject: identity.subject })}
    >
      {identity.provider === "wallet" ? <FullAddress address={identity.label} /> : null}
    </EndDialog>
  );
}
