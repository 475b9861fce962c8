declare module "@20minutes/s3rver" {
  import type { AddressInfo } from "node:net";

  type Options = { port: number; address: string; silent: boolean; directory: string; configureBuckets: readonly { name: string }[] };
  /** Its one pair of keys is S3RVER and S3RVER. */
  export default class S3rver {
    constructor(options: Options);
    run(): Promise<AddressInfo>;
    close(): Promise<void>;
  }
}
