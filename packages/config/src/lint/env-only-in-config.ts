import { isEnvironment } from "./syntax.ts";
import type { Rule } from "./syntax.ts";

/** One schema per program reads the environment, so that a wrong variable is found at the start and named. */
export const envOnlyInConfig: Rule = {
  meta: { type: "problem", docs: { description: "process.env is read in config.ts alone." } },
  create(context) {
    if (/(^|\/)(config\.ts|launch\.mjs|[a-z.]+\.config\.(ts|mjs))$|\.test\.tsx?$/.test(context.filename.replaceAll("\\", "/"))) return {};
    return {
      MemberExpression(node) {
        if (isEnvironment(node)) context.report({ node, message: "read the environment in config.ts and hand the value down" });
      },
    };
  },
};
