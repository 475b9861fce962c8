import path from "node:path";
import { derivedSecret } from "@amanat/db";
import { S3Client } from "@aws-sdk/client-s3";
import { AwsS3StorageAdapter } from "@flystorage/aws-s3";
import { FileStorage } from "@flystorage/file-storage";
import { LocalStorageAdapter } from "@flystorage/local-fs";
import type { FilePorts, FileReaders, FileStore } from "../ports.ts";
import { PACE } from "../rules.ts";
import { openClamd } from "./clamd.ts";
import { openPictures } from "./pictures.ts";

type Stored = {
  readonly UPLOAD_PATH: string;
  readonly CLAMD_ADDRESS?: string | undefined;
  readonly S3_BUCKET?: string | undefined;
  readonly S3_REGION: string;
  readonly S3_ENDPOINT?: string | undefined;
  readonly S3_ACCESS_KEY_ID?: string | undefined;
  readonly S3_SECRET_ACCESS_KEY?: string | undefined;
};

type Given = Stored & { readonly JWT_SECRET: string; readonly FRONTEND_URL: string; readonly MAX_FILE_SIZE: number };

/** Where files lie and who looks at them, as the environment says. */
export function fileStore(env: Stored): FileStore {
  return {
    storage: new FileStorage(
      env.S3_BUCKET === undefined ? new LocalStorageAdapter(path.resolve(env.UPLOAD_PATH)) : bucket(env, env.S3_BUCKET),
    ),
    scanner: env.CLAMD_ADDRESS === undefined ? null : openClamd(env.CLAMD_ADDRESS),
    pictures: openPictures(),
  };
}

/** All that the process needs which takes and gives files. */
export function filePorts(env: Given, readers: FileReaders): FilePorts {
  return {
    ...fileStore(env),
    readers,
    key: derivedSecret(env.JWT_SECRET, "files"),
    origin: new URL(env.FRONTEND_URL).origin,
    mostBytes: env.MAX_FILE_SIZE,
    pace: PACE,
  };
}

function bucket(env: Stored, name: string): AwsS3StorageAdapter {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  const client = new S3Client({
    region: env.S3_REGION,
    // Servers other than Amazon's store the trailers of checksums as part of the object.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    ...(env.S3_ENDPOINT === undefined ? {} : { endpoint: env.S3_ENDPOINT, forcePathStyle: true }),
    // Without a pair, the machine's own role.
    ...(accessKeyId === undefined || secretAccessKey === undefined ? {} : { credentials: { accessKeyId, secretAccessKey } }),
  });
  return new AwsS3StorageAdapter(client, { bucket: name });
}
