import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("a provider says how a deal is paid", () => {
  expect(readOptions([])).toEqual({ json: false });
  expect(readOptions(["--chain", "31338", "--via", "proxy", "--json"])).toEqual({ json: true, chain: "31338", via: "proxy" });
  expect(readOptions(["--provider", "amn-scanner"]).provider).toEqual({ name: "amn.scanner", via: "deposit", outside: false });
  expect(readOptions(["--provider", "depay"]).provider).toMatchObject({ name: "depay", outside: true });
});

test.each([
  [["--provider", "constructor"], "no provider is called constructor"],
  [["--provider", "depay", "--via", "deposit"], "--provider says already how a deal is paid"],
  [["--via", "widget"], "--via is deposit or proxy"],
  [["--provider"], "argument missing"],
  [["--nothing"], "'--nothing'"],
])("%j is refused in one line, which is followed by how it is used", (args, why) => {
  expect(() => readOptions(args)).toThrow(new RegExp(`${why}.*\nusage: npm run deal -- .*amn-scanner\\|request-network\\|depay`));
});
