"use client";

import { Text } from "@amanat/ui";
import type { ReactNode } from "react";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import type { AccountDialogProps } from "./account-dialog.ts";

type EndDialogProps = AccountDialogProps & {
  title: string;
  /** Consequences of ending it, in a sentence. */
  hint: string;
  back: string;
  submit: string;
  call: { error: unknown; isPending: boolean };
  onSubmit: () => void;
  children?: ReactNode;
};

/** The second step before a way into this account, or a key to it, stops working. */
export function EndDialog({ opened, onClose, title, hint, back, submit, call, onSubmit, children }: EndDialogProps) {
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={title}
      error={call.error}
      aboutMoney={false}
      actions={
        <Answers onClose={onClose} back={back} color="pomegranate" loading={call.isPending} onClick={onSubmit}>
          {submit}
        </Answers>
      }
    >
      {children}
      <Text>{hint}</Text>
    </Dialog>
  );
}
