"use client";

import { CONTEST_REASONS, type ContestReason } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { SegmentedControl, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import type { DealDialogProps } from "./confirm-dialog.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { NoteField } from "./note-field.tsx";
import { useRefreshAfter } from "../../client/stale.ts";

/** The buyer says that it is not delivered, and reads what follows from that before saying so. */
export function ContestDialog({ deal, opened, onClose }: DealDialogProps) {
  const t = useTranslations("deal");
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const [reason, setReason] = useState<ContestReason>("not_received");
  const [note, setNote] = useState("");
  const contest = useAmanatMutation("marketplace", "contestDelivery", ends(t("done.contested"), refresh));
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("contest.title")}
      error={contest.error}
      actions={
        <Answers
          onClose={onClose}
          back={t("action.back")}
          loading={contest.isPending}
          onClick={() => contest.mutate({ dealId: deal.id, version: deal.version, reason, note: note.trim() })}
        >
          {t("contest.submit")}
        </Answers>
      }
    >
      <SegmentedControl
        aria-label={t("contest.reason")}
        fullWidth
        value={reason}
        onChange={(value) => setReason(CONTEST_REASONS.find((known) => known === value) ?? reason)}
        data={CONTEST_REASONS.map((value) => ({ value, label: t(`contest.${value}`) }))}
      />
      <NoteField label={t("contest.note")} value={note} onChange={setNote} />
      <Text>{t("contest.meaning", { seller: isolated(deal.seller.name) })}</Text>
    </Dialog>
  );
}
