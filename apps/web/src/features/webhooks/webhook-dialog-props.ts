import type { WebhookView } from "@amanat/contracts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";

/** A dialog about one endpoint. */
export type WebhookDialogProps = LateDialogProps & { webhook: WebhookView };
