import os from "node:os";

/** Folders that are searched for programs, as the environment lists them. */
export const searchPath = (): string[] => (process.env["PATH"] ?? "").split(os.platform() === "win32" ? ";" : ":").filter(Boolean);

/** The Chromium somebody named, to use instead of looking for one. */
export const chromiumPath = (): string | undefined => process.env["CHROMIUM_PATH"];
