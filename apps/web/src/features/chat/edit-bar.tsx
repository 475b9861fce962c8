"use client";

import { type ChatMessage, MOST_TEXT } from "@amanat/contracts";
import { ActionIcon, ErrorState, Text } from "@amanat/ui";
import { IconCheck } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { Bar, Field } from "./composer.tsx";
import classes from "./composer.module.css";
import { freshId } from "./use-composition.ts";

type EditBarProps = { conversationId: string; message: ChatMessage; onEdited: (message: ChatMessage) => void; onEnd: () => void };

/** One's own message, put right. The first text stays kept. */
export function EditBar({ conversationId, message, onEdited, onEnd }: EditBarProps) {
  const t = useTranslations("chat.edit");
  const [text, setText] = useState(message.text);
  // One intent, however often its answer is lost.
  const [clientId] = useState(freshId);
  const edit = useAmanatMutation("chat", "edit", {
    onSuccess: (edited) => {
      onEdited(edited);
      onEnd();
    },
  });
  const wanted = text.trim();
  const isReady = wanted !== "" && wanted !== message.text && wanted.length <= MOST_TEXT && !edit.isPending;
  const save = () => {
    if (isReady) edit.mutate({ conversationId, seq: message.seq, clientId, text: wanted });
  };
  return (
    <div className={classes.composer} data-edit>
      <Bar label={t("end")} onEnd={onEnd}>
        <Text size="sm" fw={600}>
          {t("title")}
        </Text>
        <Text size="sm" c="dimmed">
          {t("kept")}
        </Text>
      </Bar>
      {edit.error === null ? null : <ErrorState error={edit.error} money="unmentioned" />}
      <div className={classes.line}>
        <Field value={text} label={t("label")} onChange={setText} onEnter={save} focused />
        <ActionIcon className={classes.send} color="pine" aria-label={t("save")} aria-disabled={!isReady} onClick={save}>
          <IconCheck size={22} aria-hidden />
        </ActionIcon>
      </div>
    </div>
  );
}
