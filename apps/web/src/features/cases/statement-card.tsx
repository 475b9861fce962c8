"use client";

import { type CaseView, HOLD_REASON_MIN, MOST_STATEMENT } from "@amanat/contracts";
import { Alert, Button, ErrorState, Group, Textarea, TitledCard, useDoneToast } from "@amanat/ui";
import { IconSend } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDraft } from "../../client/draft.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { useCaseRefresh } from "./refresh.ts";

/** A side's statement: once, and for good. What is typed stays on the device until then. */
export function StatementCard({ view }: { view: CaseView }) {
  const t = useTranslations("cases.state");
  const done = useDoneToast();
  const refresh = useCaseRefresh();
  const [statement, setStatement] = useState("");
  const [short, setShort] = useState(false);
  const draft = useDraft(`statement.${view.id}`, 1, statement, setStatement);
  const state = useAmanatMutation("disputes", "state", {
    onSuccess: () => {
      draft.forget();
      done(t("done"));
    },
    onSettled: () => refresh(),
  });
  const submit = () => {
    const text = statement.trim();
    setShort(text.length < HOLD_REASON_MIN);
    if (text.length >= HOLD_REASON_MIN) state.mutate({ caseId: view.id, version: view.version, statement: text });
  };
  return (
    <TitledCard id="statement" title={t("title")}>
      <Alert color="saffron" role="note">
        {t("warning")}
      </Alert>
      <Textarea
        label={t("label")}
        value={statement}
        onChange={(event) => setStatement(event.currentTarget.value)}
        error={short ? t("short") : null}
        autosize
        minRows={4}
        maxLength={MOST_STATEMENT}
        dir="auto"
      />
      {state.error === null ? null : <ErrorState error={state.error} money="none" />}
      <Group>
        <Button loading={state.isPending || state.isSuccess} leftSection={<IconSend size={18} aria-hidden data-flip />} onClick={submit}>
          {t("submit")}
        </Button>
      </Group>
    </TitledCard>
  );
}
