"use client";

import { Text } from "@amanat/ui";
import type { ReactNode } from "react";
import { Answers } from "./answers.tsx";
import { Dialog } from "./dialog.tsx";
import type { LateDialogProps } from "./late-dialog-props.ts";

type EndDialogProps = LateDialogProps & {
  title: string;
  /** Consequences of ending it, in a sentence. */
  hint: string;
  back: string;
  submit: string;
  call: { error: unknown; isPending: boolean };
  onSubmit: () => void;
  children?: ReactNode;
};

/** The second step before something stops working that cannot be had back: a way into an account, a key, an endpoint. */
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
