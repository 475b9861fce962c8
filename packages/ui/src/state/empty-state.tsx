import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./state.module.css";
import { Stack } from "../parts/boxes.tsx";
import { Text, Title } from "../parts/words.tsx";

export type EmptyStateProps = {
  icon: Icon;
  title: string;
  /** 1 where it is the whole page. */
  order?: 1 | 2 | 3;
  children?: ReactNode;
  action?: ReactNode;
};

/** Nothing here yet: says so, says why, and offers what to do next. */
export function EmptyState({ icon: Shape, title, order = 2, children, action }: EmptyStateProps) {
  return (
    <Stack align="center" gap="sm" className={classes.empty}>
      <span className={classes.medallion}>
        <Shape size={30} stroke={1.6} aria-hidden />
      </span>
      <Title order={order} size="h3" ta="center">
        {title}
      </Title>
      {children === undefined ? null : (
        <Text c="dimmed" ta="center" maw="34rem" component="div">
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}
