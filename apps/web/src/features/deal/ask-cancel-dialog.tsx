"use client";

import { isolated } from "@amanat/i18n";
import { Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { useAssetOf } from "../money/asset-of.ts";
import type { DealDialogProps } from "./confirm-dialog.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useMoneyWords } from "../money/money-words.ts";
import { NoteField } from "./note-field.tsx";
import { useRefreshAfter } from "../../client/stale.ts";

/** Asks the other party to end the deal, and says what their agreement would do. */
export function AskCancelDialog({ deal, opened, onClose }: DealDialogProps) {
  const t = useTranslations("deal");
  const words = useMoneyWords();
  const asset = useAssetOf()(deal.asset);
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const [note, setNote] = useState("");
  const ask = useAmanatMutation("deals", "proposeDealChange", ends(t("done.proposed"), refresh));
  const other = isolated(deal[deal.myRole === "buyer" ? "seller" : "buyer"].name);
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("change.cancelTitle")}
      error={ask.error}
      actions={
        <Answers
          onClose={onClose}
          back={t("action.back")}
          loading={ask.isPending}
          onClick={() => ask.mutate({ kind: "cancel", dealId: deal.id, version: deal.version, note: note.trim() })}
        >
          {t("change.send")}
        </Answers>
      }
    >
      <Text>{t("change.cancelMeaning", { other, amount: words(deal.price, asset) })}</Text>
      <NoteField label={t("change.note")} value={note} onChange={setNote} />
    </Dialog>
  );
}
