import { parseArgs, type ParseArgsConfig, type ParseArgsOptionsConfig } from "node:util";
import { BenchError } from "./bench-error.ts";

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowNegative: true }>
>["values"];

/** The options of a command line, `--no-x` among them. Throws one plain line with the usage when it makes no sense. */
export function optionsIn<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: Options,
  usage: string,
): Parsed<Options> {
  try {
    return parseArgs({ args: [...args], options, allowNegative: true }).values;
  } catch (error) {
    throw new BenchError(`${error instanceof Error ? error.message : String(error)} (${usage})`);
  }
}
