import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Group, Stack } from "../parts/boxes.tsx";
import { Alert } from "../parts/notes.tsx";
import { Text } from "../parts/words.tsx";
import { CopyControl } from "../text/copy-control.tsx";
import classes from "./state.module.css";

/** What to quote to support, and the words around it. */
export type FailureReference = { id: string; label: string; copy: string; copied: string };

export type FailureNoteProps = {
  title: ReactNode;
  text: ReactNode;
  /** Whether money moved, in words; undefined where money is not the matter. */
  money?: string | undefined;
  reference?: FailureReference | null;
  /** What to do about it. */
  children?: ReactNode;
};

/** A failure in full: what happened, whether money moved, what to do, and the id to quote. Its words come from whoever draws it. */
export function FailureNote({ title, text, money, reference = null, children }: FailureNoteProps) {
  return (
    <Alert color="pomegranate" radius="lg" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert">
      <Stack gap="xs">
        <Text>{text}</Text>
        {money === undefined ? null : <Text fw={600}>{money}</Text>}
        {reference === null ? null : (
          <Group gap={4}>
            <Text size="sm" c="dimmed">
              {reference.label}
            </Text>
            <bdi dir="ltr" className={classes.reference}>
              {reference.id}
            </bdi>
            <CopyControl value={reference.id} label={reference.copy} done={reference.copied} look="icon" />
          </Group>
        )}
        <Group gap="sm">{children}</Group>
      </Stack>
    </Alert>
  );
}
