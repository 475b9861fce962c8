"use client";

import { Button, ErrorState, Group, Modal, Stack, useMounted } from "@amanat/ui";
import type { ReactNode } from "react";

export type AskProps = {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  keep: string;
  submit: string;
  onSubmit: () => void;
  pending: boolean;
  error: unknown;
  /** Whether the call could have moved money, for the error's wording. */
  money?: "none" | "unknown";
  danger?: boolean;
};

/** The second step before something that cannot be undone: what happens, and two buttons. */
export function AskDialog({
  opened,
  onClose,
  title,
  children,
  keep,
  submit,
  onSubmit,
  pending,
  error,
  money = "none",
  danger = false,
}: AskProps) {
  // It is mounted by its first opening; the kit remembers where the focus was only when it opens later.
  const mounted = useMounted();
  return (
    <Modal
      opened={opened && mounted}
      onClose={onClose}
      title={title}
      closeOnClickOutside={!pending}
      closeOnEscape={!pending}
      closeButtonProps={{ "aria-label": keep, size: 44, disabled: pending }}
    >
      <Stack gap="md">
        {children}
        {error === null || error === undefined ? null : <ErrorState error={error} money={money} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} disabled={pending}>
            {keep}
          </Button>
          <Button color={danger ? "pomegranate" : "pine"} loading={pending} onClick={onSubmit} data-autofocus>
            {submit}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
