"use client";

import type { CaseView, ChatMessage } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { DateText, ErrorState, ListSkeleton, RadioCard, RadioGroup, RadioIndicator, Text, UserLines } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useAmanatMutation, useAmanatQuery } from "../../client/query.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import classes from "./cases.module.css";
import { EvidenceDialog } from "./evidence-dialog.tsx";

const LATEST = 100;

/** A message of the deal's conversation as evidence, as it stands now. */
export function EvidenceMessageDialog({ view, opened, onClose }: LateDialogProps & { view: CaseView }) {
  const [seq, setSeq] = useState("");
  const { messages, conversationId, error } = useLatest(view.dealId);
  const piece =
    conversationId === null || seq === "" ? null : ({ kind: "message", caseId: view.id, conversationId, seq: Number(seq) } as const);
  return (
    <EvidenceDialog piece={piece} opened={opened} onClose={onClose}>
      {error === null ? <Messages messages={messages} seq={seq} onChoose={setSeq} /> : <ErrorState error={error} money="unmentioned" />}
    </EvidenceDialog>
  );
}

/** What was said last in the deal's conversation, the newest first. */
function useLatest(dealId: string) {
  const { mutate: find, ...found } = useAmanatMutation("chat", "open");
  useEffect(() => find({ dealId }), [find, dealId]);
  const conversationId = found.data?.id ?? null;
  const page = useAmanatQuery(
    "chat",
    "messages",
    { conversationId: conversationId ?? "", limit: LATEST },
    { enabled: conversationId !== null },
  );
  const said = page.data?.messages.filter(({ kind, erased, text }) => kind === "message" && !erased && text !== "");
  return { messages: said?.toReversed() ?? null, conversationId, error: found.error ?? page.error };
}

type MessagesProps = { messages: readonly ChatMessage[] | null; seq: string; onChoose: (seq: string) => void };

function Messages({ messages, seq, onChoose }: MessagesProps) {
  const t = useTranslations("cases.evidence");
  if (messages === null) return <ListSkeleton label={t("choose")} />;
  if (messages.length === 0) return <Text c="dimmed">{t("noMessages")}</Text>;
  return (
    <RadioGroup label={t("choose")} value={seq} onChange={onChoose}>
      <div className={classes.messages}>
        {messages.map((message) => (
          <RadioCard key={message.seq} value={String(message.seq)} className={classes.choice ?? ""}>
            <RadioIndicator />
            <span>
              <UserLines lines={3}>{message.text}</UserLines>
              <Text span size="sm" c="dimmed">
                {isolated(message.name)} · <DateText value={message.at} look="moment" />
              </Text>
            </span>
          </RadioCard>
        ))}
      </div>
    </RadioGroup>
  );
}
