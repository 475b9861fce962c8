"use client";

import { type DifferenceView, OPERATOR_REASON_MIN } from "@amanat/contracts";
import { Money, Text, TextInput } from "@amanat/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { ReasonField } from "../dialog/reason-field.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

const JOURNAL = /^jrn_[0-9A-Za-z]+$/;
const HASH = /^[0-9A-Za-z+/=_-]{40,100}$/;
const HEX = /^0x[0-9a-f]+$/i;

/** Reads a typed link: the id of a journal, or the hash of a transaction, in lower case where it is hexadecimal, as it is stored. Null for anything else. */
function linkOf(text: string): { kind: "journal"; journal: string } | { kind: "transaction"; txHash: string } | null {
  if (JOURNAL.test(text)) return { kind: "journal", journal: text };
  if (!HASH.test(text)) return null;
  return { kind: "transaction", txHash: HEX.test(text) ? text.toLowerCase() : text };
}

/** Why books and chain differ at one place, and what explains it. Nothing in the books is changed. */
export function ResolveDialog({ difference, opened, onClose }: LateDialogProps & { difference: DifferenceView }) {
  const t = useTranslations("admin.reconciliation.resolve");
  const answers = useTranslations("deal.action");
  const reasons = useTranslations("admin.reject");
  const queries = useQueryClient();
  const ends = useEnding(onClose);
  const resolve = useDeskMutation(
    "payment",
    "resolveDifference",
    ends(t("done"), async () => {
      await queries.invalidateQueries({ queryKey: ["payment", "getReconciliation"] });
      await queries.invalidateQueries({ queryKey: ["incidents"] });
    }),
  );
  const [note, setNote] = useState("");
  const [text, setText] = useState("");
  const [asked, setAsked] = useState(false);
  const short = note.trim().length < OPERATOR_REASON_MIN;
  const link = linkOf(text.trim());
  const submit = () => {
    setAsked(true);
    if (short || link === null) return;
    const { id: differenceId, version } = difference;
    resolve.mutate({ differenceId, version, note: note.trim(), link });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("title")}
      error={resolve.error}
      actions={
        <Answers onClose={onClose} back={answers("back")} loading={resolve.isPending} onClick={submit}>
          {t("submit")}
        </Answers>
      }
    >
      <Money amount={difference.difference} asset={difference.asset} strong withChain />
      <Text>{t("hint")}</Text>
      <ReasonField label={t("note")} value={note} onChange={setNote} error={asked && short ? reasons("reasonHint") : null} first />
      <TextInput
        label={t("link")}
        description={t("linkHint")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={asked && link === null ? t("wrong") : null}
        maxLength={120}
        required
        dir="ltr"
      />
    </Dialog>
  );
}
