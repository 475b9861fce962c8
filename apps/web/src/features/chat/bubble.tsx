"use client";

import type { ChatMessage } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { ActionIcon, DateText, Text, UnstyledButton, UserLines, UserText, useNameOf, UserWord } from "@amanat/ui";
import { IconAlertTriangle, IconCheck, IconChecks, IconDots } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { MediatorName } from "../cases/mediator-badge.tsx";
import { AttachedFiles } from "../files/attached-files.tsx";
import classes from "./bubble.module.css";
import { Warnings } from "./warnings.tsx";

export type BubbleProps = {
  message: ChatMessage;
  /** First and last of those that stand together. */
  opens: boolean;
  closes: boolean;
  /** In the room of a case our staff is its mediator. */
  inRoom: boolean;
  /** How far the others have read. */
  readSeq: number;
  /** It was jumped to. */
  marked: boolean;
  onReplyTo: (seq: number) => void;
  onMore: (message: ChatMessage) => void;
};

/** A message: what it answers, its text, its files, what there is to be wary of. */
export function Bubble({ message, opens, closes, inRoom, readSeq, marked, onReplyTo, onMore }: BubbleProps) {
  const t = useTranslations("chat.message");
  const nameOf = useNameOf();
  const { replyTo } = message;
  return (
    <div className={classes.line} data-mine={message.mine ? true : undefined} data-opens={opens ? true : undefined}>
      <article
        className={classes.bubble}
        data-message={message.seq}
        data-closes={closes ? true : undefined}
        data-marked={marked ? true : undefined}
        aria-label={
          message.mine ? t("mine") : inRoom && message.by === "staff" ? t("mediator") : t("of", { name: isolated(nameOf(message.name)) })
        }
      >
        {message.by === "staff" ? <Staff message={message} inRoom={inRoom} /> : null}
        {replyTo === null ? null : <Quote name={nameOf(replyTo.name)} text={replyTo.text} onPress={() => onReplyTo(replyTo.seq)} />}
        {message.erased ? <Text c="dimmed">{t("erased")}</Text> : null}
        {message.text === "" ? null : <UserText>{message.text}</UserText>}
        <AttachedFiles files={message.files} label={t("files")} />
        <Warnings warnings={message.warnings} mine={message.mine} />
        <Foot message={message} readSeq={readSeq} />
      </article>
      <ActionIcon className={classes.more} aria-label={t("more")} onClick={() => onMore(message)}>
        <IconDots size={20} aria-hidden />
      </ActionIcon>
    </div>
  );
}

/** Who of us writes; what makes a mediator is the badge, never the name. */
function Staff({ message, inRoom }: Pick<BubbleProps, "message" | "inRoom">) {
  const t = useTranslations("chat.message");
  if (inRoom) return <MediatorName name={message.name} />;
  return (
    <Text size="sm" fw={700}>
      {t("staff", { name: isolated(message.name) })}
    </Text>
  );
}

/** The quoted message above a reply. A press scrolls to the original. */
export function Quote({ name, text, onPress }: { name: string; text: string; onPress?: () => void }) {
  const t = useTranslations("chat.message");
  const what = (
    <>
      <span className={classes.quoted}>
        <UserWord>{name}</UserWord>
      </span>
      <UserLines lines={2} size="sm">
        {text === "" ? t("noText") : text}
      </UserLines>
    </>
  );
  if (onPress === undefined) return <div className={classes.quote}>{what}</div>;
  return (
    <UnstyledButton className={classes.quote} onClick={onPress}>
      {what}
    </UnstyledButton>
  );
}

function Foot({ message, readSeq }: Pick<BubbleProps, "message" | "readSeq">) {
  const t = useTranslations("chat.message");
  const isRead = message.seq <= readSeq;
  const Mark = isRead ? IconChecks : IconCheck;
  return (
    <div className={classes.foot}>
      {message.editedAt === null ? null : <span>{t("edited")}</span>}
      <DateText value={message.at} look="clock" />
      {message.mine ? (
        <span role="img" aria-label={t(isRead ? "read" : "sent")} data-read={isRead ? true : undefined}>
          <Mark size={16} aria-hidden />
        </span>
      ) : null}
    </div>
  );
}

export type UnsentBubbleProps = {
  text: string;
  files: number;
  refused: string | null;
  onAgain: () => void;
  onTakeBack: () => void;
};

/** One's own text on its way: it stands where its message will. */
export function UnsentBubble({ text, files, refused, onAgain, onTakeBack }: UnsentBubbleProps) {
  const t = useTranslations("chat.unsent");
  return (
    <div className={classes.line} data-mine data-opens>
      <article className={classes.bubble} data-unsent={refused === null ? "waiting" : "refused"} data-closes aria-label={t("label")}>
        {text === "" ? null : <UserText>{text}</UserText>}
        {files === 0 ? null : <Text size="sm">{t("files", { count: files })}</Text>}
        {refused === null ? (
          <div className={classes.foot}>{t("waiting")}</div>
        ) : (
          <div className={classes.refused} role="alert">
            <span className={classes.why}>
              <IconAlertTriangle size={16} aria-hidden />
              {t("refused")}
            </span>
            <UnstyledButton className={classes.act} onClick={onAgain}>
              {t("again")}
            </UnstyledButton>
            <UnstyledButton className={classes.act} onClick={onTakeBack}>
              {t("takeBack")}
            </UnstyledButton>
          </div>
        )}
      </article>
    </div>
  );
}
