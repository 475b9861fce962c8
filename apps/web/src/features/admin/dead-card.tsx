import { Card, ErrorState, Facts, Group, Stack, Text, Title } from "@amanat/ui";
import { useTranslations } from "next-intl";
import type { ComponentProps, ReactNode } from "react";
import { Code } from "./code.tsx";

type DeadCardProps = {
  /** The type of what failed, in our own words. */
  name: string;
  badge?: ReactNode;
  facts: ComponentProps<typeof Facts>["facts"];
  failure: string;
  /** Why the last try from this page was refused, if it was. */
  error: unknown;
  /** The buttons. */
  children: ReactNode;
};

/** Something that failed for good: what it was, its facts, its failure, and what an admin can do. */
export function DeadCard({ name, badge, facts, failure, error, children, ...marks }: DeadCardProps) {
  const t = useTranslations("admin.incidents");
  return (
    <Card component="article" padding="md" {...marks}>
      <Stack gap="sm">
        <Group gap="sm">
          <Title order={2} size="h4">
            <Code>{name}</Code>
          </Title>
          {badge}
        </Group>
        <Facts facts={facts} />
        <Stack gap={4}>
          <Text c="dimmed">{t("details.failure")}</Text>
          <Text dir="ltr">
            <Code>{failure}</Code>
          </Text>
        </Stack>
        {error === null ? null : <ErrorState error={error} money="unmentioned" />}
        <Group gap="sm">{children}</Group>
      </Stack>
    </Card>
  );
}
