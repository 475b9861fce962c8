"use client";

import { RadioCard, RadioGroup, RadioIndicator, SimpleGrid, Text } from "@amanat/ui";
import type { ComponentProps } from "react";
import classes from "./cases.module.css";

type Choice = { value: string; label: string };
type ChoicesProps = Omit<ComponentProps<typeof RadioGroup>, "children"> & { choices: readonly Choice[] };

/** One of a few, each a surface that a thumb hits. */
export function Choices({ choices, ...rest }: ChoicesProps) {
  return (
    <RadioGroup {...rest}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
        {choices.map(({ value, label }) => (
          <RadioCard key={value} value={value} className={classes.choice ?? ""}>
            <RadioIndicator />
            <Text span>{label}</Text>
          </RadioCard>
        ))}
      </SimpleGrid>
    </RadioGroup>
  );
}
