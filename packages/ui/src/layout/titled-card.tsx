import type { ReactNode } from "react";
import { Card, Stack, type StackProps } from "../parts/boxes.tsx";
import { Text, Title } from "../parts/words.tsx";

/** `id` names the heading: `<id>-title`. What else is given, such as `data-` attributes, is the card's. */
export type TitledCardProps = { id: string; title: ReactNode; lead?: ReactNode; gap?: StackProps["gap"]; children: ReactNode };

/** One matter of a page under its own heading: a region that a reader can go to. */
export function TitledCard({ id, title, lead, gap = "md", children, ...rest }: TitledCardProps) {
  const heading = (
    <Title order={2} id={`${id}-title`} size="h3">
      {title}
    </Title>
  );
  return (
    <Card component="section" aria-labelledby={`${id}-title`} {...rest}>
      <Stack gap={gap}>
        {lead === undefined ? (
          heading
        ) : (
          <div>
            {heading}
            <Text size="sm" c="dimmed">
              {lead}
            </Text>
          </div>
        )}
        {children}
      </Stack>
    </Card>
  );
}
