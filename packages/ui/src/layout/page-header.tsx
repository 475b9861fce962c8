import type { ReactNode } from "react";
import { Group, Stack } from "../parts/boxes.tsx";
import { Text, Title } from "../parts/words.tsx";

export type PageHeaderProps = { title: ReactNode; lead?: ReactNode; back?: ReactNode; badge?: ReactNode; actions?: ReactNode };

/** The one headline of a page, what it is for, and its actions. */
export function PageHeader({ title, lead, back, badge, actions }: PageHeaderProps) {
  return (
    <Stack gap="xs" component="header">
      {back}
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={4} flex="1 1 16rem" miw={0}>
          {badge === undefined ? null : <div>{badge}</div>}
          <Title order={1}>{title}</Title>
          {lead === undefined ? null : (
            <Text c="dimmed" component="div">
              {lead}
            </Text>
          )}
        </Stack>
        {actions === undefined ? null : <Group gap="sm">{actions}</Group>}
      </Group>
    </Stack>
  );
}
