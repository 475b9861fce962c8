"use client";

import { HOLD_REASON_MIN, MOST_STATEMENT } from "@amanat/contracts";
import { Text, Textarea } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";

type WordsDialogProps = LateDialogProps & {
  title: string;
  meaning: string;
  label: string;
  submit: string;
  pending: boolean;
  error: unknown;
  onWords: (words: string) => void;
};

/** An act that needs a reason in writing, which stands in the record. */
export function WordsDialog({ opened, onClose, title, meaning, label, submit, pending, error, onWords }: WordsDialogProps) {
  const t = useTranslations("cases");
  const [words, setWords] = useState("");
  const [short, setShort] = useState(false);
  const send = () => {
    const text = words.trim();
    setShort(text.length < HOLD_REASON_MIN);
    if (text.length >= HOLD_REASON_MIN) onWords(text);
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={title}
      error={error}
      actions={
        <Answers onClose={onClose} back={t("back")} loading={pending} onClick={send}>
          {submit}
        </Answers>
      }
    >
      <Text>{meaning}</Text>
      <Textarea
        label={label}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        error={short ? t("state.short") : null}
        required
        autosize
        minRows={3}
        maxLength={MOST_STATEMENT}
        dir="auto"
        data-autofocus
      />
    </Dialog>
  );
}
