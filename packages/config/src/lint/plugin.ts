import { amountsWithAsset } from "./amounts.ts";
/** The house's own rules, for oxlint. Each has a test beside it. */
import { noDecimal, noStatusUpdateById, noUnauditedWrite } from "./database-rules.ts";
import { envOnlyInConfig } from "./env-only-in-config.ts";
import { importDirection } from "./import-direction.ts";
import { lateImport } from "./late-import.ts";
import { logicalProperties } from "./logical-properties.ts";
import { onePress } from "./one-press.ts";
import { providerNames } from "./provider-names.ts";
import { railWords } from "./rail-words.ts";
import { tableOwner } from "./table-owner.ts";
import { textFields } from "./text-fields.ts";
import { typedErrors } from "./typed-errors.ts";

export default {
  meta: { name: "amanat" },
  rules: {
    "env-only-in-config": envOnlyInConfig,
    "amounts-with-asset": amountsWithAsset,
    "import-direction": importDirection,
    "late-import": lateImport,
    "logical-properties": logicalProperties,
    "no-decimal": noDecimal,
    "no-status-update-by-id": noStatusUpdateById,
    "no-unaudited-write": noUnauditedWrite,
    "one-press": onePress,
    "provider-names": providerNames,
    "rail-words": railWords,
    "table-owner": tableOwner,
    "text-fields": textFields,
    "typed-errors": typedErrors,
  },
};
