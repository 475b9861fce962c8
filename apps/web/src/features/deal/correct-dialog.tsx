"use client";

import { type DealView, type Handover, handoverInput } from "@amanat/contracts";
import { Button, contractIssues, Text, useDoneToast, useIssueTexts } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { Dialog } from "./dialog.tsx";
import { useDealRefresh } from "./refresh.ts";
import { EMPTY, type Fields, HandoverFields, handoverOf } from "./start-dialog.tsx";

/** What was handed over, as the form has it. */
function fieldsOf(handover: Handover): Fields {
  const { kind: _kind, ...given } = handover;
  return { ...EMPTY, ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value ?? ""])) };
}

export type CorrectDialogProps = { deal: DealView & { handover: Handover }; opened: boolean; onClose: () => void };

/** The seller puts a wrong link or number right, until it has been inspected. */
export function CorrectDialog({ deal, opened, onClose }: CorrectDialogProps) {
  const t = useTranslations("deal");
  const textsOf = useIssueTexts();
  const refresh = useDealRefresh();
  const done = useDoneToast();
  const { kind } = deal.handover;
  const [fields, setFields] = useState<Fields>(() => fieldsOf(deal.handover));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const correct = useAmanatMutation("marketplace", "correctHandover", {
    onSuccess: () => {
      onClose();
      done(t("correct.done"));
    },
    onSettled: () => refresh(),
  });
  const submit = () => {
    const handover = handoverOf(kind, fields);
    const found = textsOf(contractIssues(handoverInput, handover));
    setErrors(found);
    if (Object.keys(found).length === 0) correct.mutate({ dealId: deal.id, version: deal.version, handover });
  };
  const field = (name: keyof Fields) => ({
    value: fields[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setFields((before) => ({ ...before, [name]: value }));
    },
  });
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("correct.title")}
      error={correct.error}
      aboutMoney={false}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {t("action.back")}
          </Button>
          <Button loading={correct.isPending} onClick={submit}>
            {t("correct.submit")}
          </Button>
        </>
      }
    >
      <Text>
        {t("correct.text")} {deal.status === "delivery" ? null : t("correct.clock")}
      </Text>
      <HandoverFields kind={kind} field={field} />
    </Dialog>
  );
}
