"use client";

import { asFailure, ErrorState, Modal, Stack, useMounted } from "@amanat/ui";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useAskedProof } from "../../client/asked-proof.ts";
import classes from "./dialog.module.css";

export type DialogProps = {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** The failed call of this dialog, if it failed. */
  error?: unknown;
  /** Where money is not the matter, a failure does not speak of it. */
  aboutMoney?: boolean;
  /** Asks in the midst of another dialog, and stands above it. */
  uppermost?: boolean;
  actions: ReactNode;
};

/** Whether money moved: a refusal has moved none, a call without an answer may have. */
function moneyAfter(error: unknown): "none" | "unknown" {
  return asFailure(error).correlationId === "" ? "unknown" : "none";
}

/** A question with its buttons. Focus goes in, stays in, and returns to where it came from. */
export function Dialog({ opened, onClose, title, children, error, aboutMoney = true, uppermost = false, actions }: DialogProps) {
  const t = useTranslations("errors");
  // A dialog loaded by its first click is mounted open; the kit remembers where the focus was only when it opens later.
  const mounted = useMounted();
  // A proof is asked for in a dialog above this one: Escape and a click beside it are meant for that one.
  const covered = useAskedProof() !== null && !uppermost;
  return (
    <Modal
      opened={opened && mounted}
      onClose={onClose}
      closeOnEscape={!covered}
      closeOnClickOutside={!covered}
      title={title}
      size="lg"
      closeButtonProps={{ "aria-label": t("close") }}
      styles={{ title: { fontWeight: 700, fontSize: "1.125rem" } }}
    >
      <Stack gap="md">
        {children}
        {error === undefined || error === null ? null : <ErrorState error={error} money={aboutMoney ? moneyAfter(error) : "unmentioned"} />}
        <div className={classes.actions}>{actions}</div>
      </Stack>
    </Modal>
  );
}
