import { Button, type ButtonProps } from "@amanat/ui";
import type { ComponentProps } from "react";

/** The second answer is a button of its own: pressed, or the submit of the form it names. */
type AnswersProps = Pick<ButtonProps, "children" | "color" | "disabled" | "leftSection" | "loading"> &
  Pick<ComponentProps<"button">, "form" | "onClick" | "type"> & { onClose: () => void; back: string };

/** The two answers of a dialog: leave it as it is, or do it. */
export function Answers({ onClose, back, ...act }: AnswersProps) {
  return (
    <>
      <Button variant="default" onClick={onClose}>
        {back}
      </Button>
      <Button {...act} />
    </>
  );
}
