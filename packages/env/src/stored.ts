import * as z from "zod";
import { url } from "./read.ts";

/** What processes that store files, or look at them, read of the environment. */
export const STORED = {
  UPLOAD_PATH: z.string().min(1).default(".amanat/uploads"),
  CLAMD_ADDRESS: z.string().min(1).optional(),
  S3_BUCKET: z.string().min(3).optional(),
  S3_REGION: z.string().min(1).default("us-east-1"),
  S3_ENDPOINT: url("http", "https").optional(),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
} as const;
