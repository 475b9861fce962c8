"use client";

import { MOST_FILES, MOST_TEXT } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { ActionIcon, Text, Textarea } from "@amanat/ui";
import { IconPaperclip, IconSend, IconX } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useUploads } from "../files/use-uploads.ts";
import { Quote } from "./bubble.tsx";
import classes from "./composer.module.css";
import type { Draft } from "./use-composition.ts";

const FilePicker = lateComponent(() => import("../files/file-picker.tsx"), "FilePicker");

/** So few characters are left when it is said how many. */
const SAY_LEFT = 300;

export type Answered = { name: string; text: string };
export type ComposerProps = {
  draft: Draft;
  /** The message that the draft replies to; null when there is none, or when it is not loaded. */
  answered: Answered | null;
  /** Too much waits already, or the device has no room: nothing more is taken now. */
  full: boolean;
  onSend: (text: string, fileIds: readonly string[]) => boolean;
  onTyping: () => void;
};

/** The field to write in, with files and the send button, at the bottom of the screen. The draft is kept across reloads. */
export function Composer({ draft, answered, full, onSend, onTyping }: ComposerProps) {
  const t = useTranslations("chat.composer");
  const sending = useUploads("message", MOST_FILES);
  const [picks, setPicks] = useState(false);
  const text = draft.text.trim();
  const isTooLong = text.length > MOST_TEXT;
  const isReady = !isTooLong && !sending.isUnderWay && (text !== "" || sending.fileIds.length > 0);
  const send = () => {
    if (!isReady || !onSend(text, sending.fileIds)) return;
    sending.clear();
    setPicks(false);
  };
  return (
    <div className={classes.composer}>
      {draft.replyTo === null ? null : (
        <Bar label={t("noReply")} onEnd={() => draft.replyWith(null)}>
          <Quote name={answered?.name ?? t("answer")} text={answered?.text ?? ""} />
        </Bar>
      )}
      {picks ? <FilePicker sending={sending} label={t("files")} /> : null}
      {full ? (
        <Text size="sm" c="pomegranate" role="alert">
          {t("full")}
        </Text>
      ) : null}
      <div className={classes.line}>
        <ActionIcon aria-label={t("attach")} aria-expanded={picks} onClick={() => setPicks(!picks)}>
          <IconPaperclip size={22} aria-hidden />
        </ActionIcon>
        <Field
          value={draft.text}
          label={t("label")}
          onChange={(value) => {
            draft.write(value);
            if (value.trim() !== "") onTyping();
          }}
          onEnter={send}
        />
        <ActionIcon className={classes.send} color="pine" aria-label={t("send")} aria-disabled={!isReady} onClick={send}>
          <IconSend size={22} aria-hidden data-flip />
        </ActionIcon>
      </div>
      <Left length={text.length} />
    </div>
  );
}

/** Something beside the text that can be given up. */
export function Bar({ label, onEnd, children }: { label: string; onEnd: () => void; children: ReactNode }) {
  return (
    <div className={classes.bar}>
      <div className={classes.beside}>{children}</div>
      <ActionIcon aria-label={label} onClick={onEnd}>
        <IconX size={20} aria-hidden />
      </ActionIcon>
    </div>
  );
}

function Left({ length }: { length: number }) {
  const t = useTranslations("chat.composer");
  const locale = useLocale();
  const left = MOST_TEXT - length;
  if (left > SAY_LEFT) return null;
  return (
    <Text size="sm" c={left < 0 ? "pomegranate" : "dimmed"} aria-live="polite">
      {left < 0 ? t("tooLong", { count: -left, n: formatCount(-left, locale) }) : t("left", { count: left, n: formatCount(left, locale) })}
    </Text>
  );
}

type FieldProps = { value: string; label: string; onChange: (value: string) => void; onEnter: () => void; focused?: boolean };

/** The text itself. Enter sends where there are keys; while characters are still being composed it only ends that. */
export function Field({ value, label, onChange, onEnter, focused = false }: FieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (focused) field.current?.focus();
  }, [focused]);
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event) || !hasKeys()) return;
    event.preventDefault();
    onEnter();
  };
  return (
    <Textarea
      ref={field}
      className={classes.field ?? ""}
      classNames={{ input: classes.input ?? "" }}
      rows={1}
      value={value}
      aria-label={label}
      placeholder={label}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      onKeyDown={pressed}
    />
  );
}

/** 229 is what browsers say of a key that an input method has taken, where they do not say that it composes. */
function isComposing({ nativeEvent }: KeyboardEvent): boolean {
  return nativeEvent.isComposing || nativeEvent.keyCode === 229;
}

/** On a telephone Enter is a new line. */
const hasKeys = (): boolean => window.matchMedia("(hover: hover) and (pointer: fine)").matches;
