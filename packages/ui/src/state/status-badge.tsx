import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconClock, IconPoint, type Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Colour } from "../parts/look.ts";
import { Badge } from "../parts/notes.tsx";

export type Tone = "neutral" | "waiting" | "info" | "good" | "attention" | "bad";

const LOOKS: Readonly<Record<Tone, { color: Colour; icon: Icon }>> = {
  neutral: { color: "gray", icon: IconPoint },
  waiting: { color: "saffron", icon: IconClock },
  info: { color: "lapis", icon: IconPoint },
  good: { color: "pine", icon: IconCircleCheck },
  attention: { color: "saffron", icon: IconAlertTriangle },
  bad: { color: "pomegranate", icon: IconCircleX },
};

/** A state in words, with an icon of its own: never by colour alone. */
export function StatusBadge({ tone, icon, children }: { tone: Tone; icon?: Icon; children: ReactNode }) {
  const look = LOOKS[tone];
  const Shape = icon ?? look.icon;
  return (
    <Badge color={look.color} miw="max-content" leftSection={<Shape size={16} aria-hidden />} data-tone={tone}>
      {children}
    </Badge>
  );
}
