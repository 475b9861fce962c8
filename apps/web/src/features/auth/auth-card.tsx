import { Card, Stack, Text, Title } from "@amanat/ui";
import type { ReactNode } from "react";
import { BrandMark } from "../frame/brand.tsx";
import classes from "./auth-card.module.css";

/** The narrow card all ways in share. */
export function AuthCard({ title, lead, children, foot }: { title: string; lead: ReactNode; children: ReactNode; foot?: ReactNode }) {
  return (
    <div className={classes.place}>
      <Card className={classes.card} padding="xl">
        <Stack gap="lg">
          <Stack gap={6} align="center">
            <BrandMark size={52} />
            <Title order={1} ta="center" size="h2">
              {title}
            </Title>
            <Text c="dimmed" ta="center" component="div">
              {lead}
            </Text>
          </Stack>
          {children}
          {foot === undefined ? null : <div className={classes.foot}>{foot}</div>}
        </Stack>
      </Card>
    </div>
  );
}
