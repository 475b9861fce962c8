"use client";

import { asFailure, ErrorState, Modal, Stack, useMounted } from "@amanat/ui";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import classes from "./dialog.module.css";

export type DialogProps = {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** The failed call of this dialog, if it failed. */
  error?: unknown;
  actions: ReactNode;
};

/** A question with its buttons. Focus goes in, stays in, and returns to where it came from. */
export function Dialog({ opened, onClose, title, children, error, actions }: DialogProps) {
  const t = useTranslations("errors");
  // A dialog loaded by its first click is mounted open; the kit remembers where the focus was only when it opens later.
  const mounted = useMounted();
  return (
    <Modal
      opened={opened && mounted}
      onClose={onClose}
      title={title}
      size="lg"
      closeButtonProps={{ "aria-label": t("close") }}
      styles={{ title: { fontWeight: 700, fontSize: "1.125rem" } }}
    >
      <Stack gap="md">
        {children}
        {error === undefined || error === null ? null : (
          <ErrorState error={error} money={asFailure(error).correlationId === "" ? "unknown" : "none"} />
        )}
        <div className={classes.actions}>{actions}</div>
      </Stack>
    </Modal>
  );
}
