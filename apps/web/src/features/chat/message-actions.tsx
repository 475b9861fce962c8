"use client";

import type { ChatMessage } from "@amanat/contracts";
import { Button, Stack, UserLines, useDoneToast, useFailureToast } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAction } from "../../client/action.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { Dialog } from "../dialog/dialog.tsx";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";

type MessageActionsProps = LateDialogProps & {
  conversationId: string;
  message: ChatMessage;
  open: boolean;
  onReply: () => void;
  onEdit: () => void;
  onHidden: () => void;
};

/** The actions on one message: reply, edit, delete for oneself. */
export function MessageActions({ conversationId, message, open, onReply, onEdit, onHidden, opened, onClose }: MessageActionsProps) {
  const t = useTranslations("chat.actions");
  const done = useDoneToast();
  const onError = useFailureToast();
  const hide = useAmanatMutation("chat", "hide", {
    onSuccess: () => {
      onClose();
      onHidden();
      done(t("hidden"));
    },
    onError,
  });
  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  const copy = useAction({
    mutationFn: () => navigator.clipboard.writeText(message.text),
    onSuccess: () => {
      onClose();
      done(t("copied"));
    },
    onError,
  });
  // As it was when the question was asked; the server's clock decides.
  const [inTime] = useState(() => message.editableUntil !== null && Date.parse(message.editableUntil) > Date.now());
  const mayEdit = open && message.mine && inTime;
  return (
    <Dialog opened={opened} onClose={onClose} title={t("title")} aboutMoney={false} actions={null}>
      {message.text === "" ? null : <UserLines lines={3}>{message.text}</UserLines>}
      <Stack gap="xs">
        {open ? (
          <Button variant="light" onClick={then(onReply)}>
            {t("reply")}
          </Button>
        ) : null}
        {message.text === "" ? null : (
          <Button variant="light" onClick={() => copy.mutate()}>
            {t("copy")}
          </Button>
        )}
        {mayEdit ? (
          <Button variant="light" onClick={then(onEdit)}>
            {t("edit")}
          </Button>
        ) : null}
        <Button
          variant="light"
          color="pomegranate"
          loading={hide.isPending}
          onClick={() => hide.mutate({ conversationId, seq: message.seq })}
        >
          {t("hide")}
        </Button>
      </Stack>
    </Dialog>
  );
}
