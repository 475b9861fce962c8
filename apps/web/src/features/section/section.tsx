import { Card, Group, Stack, Text, Title } from "@amanat/ui";
import type { ReactNode } from "react";
import classes from "./section.module.css";

export type SectionProps = { id: string; title: string; lead?: ReactNode; action?: ReactNode; children?: ReactNode };

/** One matter of a page: what it is, what is there, and what can be done about it. */
export function Section({ id, title, lead, action, children }: SectionProps) {
  return (
    <Card component="section" aria-labelledby={`${id}-title`} id={id}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" gap="sm">
          <Stack gap={4} flex="1 1 16rem" miw={0}>
            <Title order={2} size="h3" id={`${id}-title`}>
              {title}
            </Title>
            {lead === undefined ? null : (
              <Text c="dimmed" component="div">
                {lead}
              </Text>
            )}
          </Stack>
          {action}
        </Group>
        {children}
      </Stack>
    </Card>
  );
}

/** A list of things that are held in a section. */
export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={classes.rows} aria-label={label}>
      {children}
    </ul>
  );
}

/** `roomy`: the details are long; where that is too narrow, the buttons go below. */
type RowProps = { icon: ReactNode; name: ReactNode; details?: ReactNode; actions?: ReactNode; roomy?: boolean };

/** One of them: its sign, its name with details below, and its buttons. */
export function Row({ icon, name, details, actions, roomy = false }: RowProps) {
  return (
    <li>
      <div className={classes.row}>
        <span className={classes.sign}>{icon}</span>
        <div className={roomy ? `${classes.what} ${classes.roomy}` : classes.what}>
          <Group gap="xs">{name}</Group>
          {details === undefined ? null : (
            <Text size="sm" c="dimmed" component="div">
              {details}
            </Text>
          )}
        </div>
        {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
      </div>
    </li>
  );
}
